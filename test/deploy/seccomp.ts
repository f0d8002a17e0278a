/** What a filter answers with the error EPERM: a system call, or one whose first argument is this or has one of these bits. */
export type Denial = {
  /** Number of the call on x86-64 Linux. Source: Linux, arch/x86/entry/syscalls/syscall_64.tbl. */
  readonly call: number
  readonly firstArgument?: { readonly is: number } | { readonly hasAny: number }
}

/** Offsets in `struct seccomp_data`. Source: Linux, include/uapi/linux/seccomp.h. */
const CALL_NUMBER_AT = 0
const ARCHITECTURE_AT = 4
const FIRST_ARGUMENT_AT = 16

const X86_64 = 0xc000_003e
/** Calls of the x32 interface have this bit: the same kernel by other numbers. */
const X32_BIT = 0x4000_0000

const ALLOW = 0x7fff_0000
const KILL_PROCESS = 0x8000_0000
const refuse = (errno: number): number => 0x0005_0000 | errno
const EPERM = 1
const ENOSYS = 38

/** `clone3` takes its flags by a pointer that no filter can follow: without it the C library falls back to `clone`. */
const CLONE3 = 435

/** Source: Linux, include/uapi/linux/bpf_common.h. */
const LOAD_WORD = 0x20
const JUMP_IF_EQUAL = 0x15
const JUMP_IF_AT_LEAST = 0x35
const JUMP_IF_ANY_BIT = 0x45
const RETURN = 0x06

type Instruction = {
  readonly code: number
  readonly ifTrue?: number
  readonly ifFalse?: number
  readonly value: number
}

/** A seccomp filter for x86-64 as the kernel takes it: the denials, and everything else allowed. */
export function seccompFilter(denials: readonly Denial[]): Buffer {
  return Buffer.concat(
    [
      { code: LOAD_WORD, value: ARCHITECTURE_AT },
      { code: JUMP_IF_EQUAL, value: X86_64, ifTrue: 1 },
      { code: RETURN, value: KILL_PROCESS },
      { code: LOAD_WORD, value: CALL_NUMBER_AT },
      { code: JUMP_IF_AT_LEAST, value: X32_BIT, ifFalse: 1 },
      { code: RETURN, value: refuse(ENOSYS) },
      { code: JUMP_IF_EQUAL, value: CLONE3, ifFalse: 1 },
      { code: RETURN, value: refuse(ENOSYS) },
      ...denials.flatMap(denied),
      { code: RETURN, value: ALLOW },
    ].map(encoded),
  )
}

function denied({ call, firstArgument }: Denial): readonly Instruction[] {
  const no = { code: RETURN, value: refuse(EPERM) }
  if (firstArgument === undefined) return [{ code: JUMP_IF_EQUAL, value: call, ifFalse: 1 }, no]
  const test =
    'is' in firstArgument
      ? { code: JUMP_IF_EQUAL, value: firstArgument.is }
      : { code: JUMP_IF_ANY_BIT, value: firstArgument.hasAny }
  return [
    { code: JUMP_IF_EQUAL, value: call, ifFalse: 4 },
    { code: LOAD_WORD, value: FIRST_ARGUMENT_AT },
    { ...test, ifFalse: 1 },
    no,
    // The next denial asks for the number again.
    { code: LOAD_WORD, value: CALL_NUMBER_AT },
  ]
}

/** `struct sock_filter`: code, two jump offsets, value; little-endian. */
function encoded({ code, ifTrue = 0, ifFalse = 0, value }: Instruction): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt8(ifTrue, 2)
  bytes.writeUInt8(ifFalse, 3)
  bytes.writeUInt32LE(value >>> 0, 4)
  return bytes
}
