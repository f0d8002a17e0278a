/** `mov` of a 32-bit value into a register, by the register. Source: Intel SDM, volume 2, "MOV". */
const MOV = { eax: 0xb8, edx: 0xba, esi: 0xbe, edi: 0xbf } as const
const XOR_R10D_R10D = [0x45, 0x31, 0xd2]
const XOR_R8D_R8D = [0x45, 0x31, 0xc0]
const SYSCALL = [0x0f, 0x05]
const NEG_EAX = [0xf7, 0xd8]
const MOV_EDI_EAX = [0x89, 0xc7]
const EXIT_GROUP = 231

/** Source: System V ABI, "ELF Header" and "Program Header". */
const HEADERS_BYTES = 64 + 56
const LOADED_AT = 0x40_0000
const READ_AND_EXECUTE = 5

/**
 * A program for x86-64 Linux that makes one system call and ends with the number of the error that it got, 0 for none:
 * a script can make no call of its own choice.
 */
export function programThatCalls(call: number, ...[first = 0, second = 0, third = 0]: readonly number[]): Buffer {
  const code = Buffer.from([
    ...moved(MOV.eax, call),
    ...moved(MOV.edi, first),
    ...moved(MOV.esi, second),
    ...moved(MOV.edx, third),
    ...XOR_R10D_R10D,
    ...XOR_R8D_R8D,
    ...SYSCALL,
    ...NEG_EAX,
    ...MOV_EDI_EAX,
    ...moved(MOV.eax, EXIT_GROUP),
    ...SYSCALL,
  ])
  return Buffer.concat([headers(HEADERS_BYTES + code.length), code])
}

function moved(opcode: number, value: number): readonly number[] {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt8(opcode, 0)
  bytes.writeUInt32LE(value >>> 0, 1)
  return [...bytes]
}

/** Of a program of one segment, whose code begins right behind them. */
function headers(sizeBytes: number): Buffer {
  const bytes = Buffer.alloc(HEADERS_BYTES)
  // 64 bits, little-endian, version 1.
  bytes.write('\x7fELF\x02\x01\x01', 0, 'latin1')
  bytes.writeUInt16LE(2, 16) // an executable
  bytes.writeUInt16LE(62, 18) // x86-64
  bytes.writeUInt32LE(1, 20)
  bytes.writeBigUInt64LE(BigInt(LOADED_AT + HEADERS_BYTES), 24) // begins at
  bytes.writeBigUInt64LE(64n, 32) // program header at
  bytes.writeUInt16LE(64, 52) // size of this header
  bytes.writeUInt16LE(56, 54) // size of a program header
  bytes.writeUInt16LE(1, 56) // how many of them
  bytes.writeUInt32LE(1, 64) // to be loaded
  bytes.writeUInt32LE(READ_AND_EXECUTE, 68)
  bytes.writeBigUInt64LE(BigInt(LOADED_AT), 80)
  bytes.writeBigUInt64LE(BigInt(LOADED_AT), 88)
  bytes.writeBigUInt64LE(BigInt(sizeBytes), 96)
  bytes.writeBigUInt64LE(BigInt(sizeBytes), 104)
  bytes.writeBigUInt64LE(0x1000n, 112)
  return bytes
}
