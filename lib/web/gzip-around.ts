import { promisify } from 'node:util'
import { constants, crc32, deflateRaw, deflateRawSync } from 'node:zlib'

/** A text that is compressed once and sent in many answers. */
export type PackedText = { readonly plain: Buffer; readonly deflated: Buffer }

/** A member without name and time, of an unknown system (RFC 1952, 2.3). */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255])

/** Ends on a whole byte and isn't the last block, so that more may follow (RFC 1951, 3.2.4). */
const TO_BE_CONTINUED = { finishFlush: constants.Z_SYNC_FLUSH }

const deflate = promisify(deflateRaw)

/**
 * Texts that stand around others as they were compressed, those that were asked for last: what is around a page differs by
 * who looks, and is the same whenever they do. Longer ones are rare.
 */
const remembered = { first: new Map<string, Buffer>(), last: new Map<string, Buffer>() }
const REMEMBERED = 500
const REMEMBERED_CHARACTERS = 8_000

/** Compresses a text so that others may stand before and after it. */
export async function packText(text: string): Promise<PackedText> {
  const plain = Buffer.from(text)
  return { plain, deflated: await deflate(plain, TO_BE_CONTINUED) }
}

/**
 * One gzip member of three texts, of which only the outer ones are compressed now, or were lately. None refers to what is in another, so
 * that the same packed text serves whatever stands around it.
 */
export function gzipAround(packed: PackedText, of: { readonly before: string; readonly after: string }): Buffer {
  const before = Buffer.from(of.before)
  const after = Buffer.from(of.after)
  const end = Buffer.alloc(8)
  end.writeUInt32LE(crc32(after, crc32(packed.plain, crc32(before))))
  end.writeUInt32LE((before.length + packed.plain.length + after.length) % 2 ** 32, 4)
  return Buffer.concat([HEAD, deflated(of.before, 'first'), packed.deflated, deflated(of.after, 'last'), end])
}

function deflated(text: string, place: keyof typeof remembered): Buffer {
  const known = remembered[place]
  const found = known.get(text) ?? deflateRawSync(text, place === 'first' ? TO_BE_CONTINUED : {})
  if (text.length > REMEMBERED_CHARACTERS) return found
  known.delete(text)
  known.set(text, found)
  const [oldest] = known.keys()
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest)
  return found
}
