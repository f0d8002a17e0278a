import { createReadStream } from 'node:fs'
import { InputError } from '../model/input-error.ts'
import { readTraceHeader, type TraceHeader, type TraceLine, traceLineReader } from '../model/trace.ts'

/** A trace file that is being read: its header, and its lines in order of arrival. */
export type TraceReader = { readonly header: TraceHeader; readonly lines: AsyncIterable<readonly TraceLine[]> }

/**
 * Opens a trace file. Lines come in batches, as they are read; the first wrong one ends it with an `InputError` that
 * names its line.
 */
export async function readTrace(file: string): Promise<TraceReader> {
  const batches = batchesOf(file)
  const first = await batches.next()
  const [headerText, ...rest] = first.done === true ? [] : first.value
  if (!headerText)
    throw new InputError(
      'empty_trace',
      `${file}: it is empty; the first line must be a header such as {"type":"trace",…}`,
    )
  const header = readTraceHeader(parse(headerText.text, `${file}:${headerText.number}`))
  if (typeof header === 'string') throw new InputError('bad_trace', `${file}:${headerText.number}: ${header}`)
  const read = traceLineReader(header)
  const readAll = (texts: readonly NumberedText[]): readonly TraceLine[] =>
    texts.map(({ text, number }) => {
      const line = read(parse(text, `${file}:${number}`))
      if (typeof line === 'string') throw new InputError('bad_trace', `${file}:${number}: ${line}`)
      return line
    })
  return {
    header,
    lines: (async function* () {
      yield readAll(rest)
      for await (const batch of batches) yield readAll(batch)
    })(),
  }
}

type NumberedText = { readonly text: string; readonly number: number }

/** Non-empty lines with their numbers; always at least one batch with the first of them, if there is one. */
async function* batchesOf(file: string): AsyncGenerator<readonly NumberedText[], undefined> {
  let tail = ''
  let number = 0
  let begun = false
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 18 })) {
      // Editors of other systems put a mark before the first line.
      const text = number === 0 && tail === '' ? String(chunk).replace(/^\uFEFF/, '') : String(chunk)
      const texts = (tail + text).split('\n')
      tail = texts.pop() ?? ''
      const batch = texts.map((text) => ({ text, number: ++number })).filter(({ text }) => text.trim() !== '')
      if (batch.length === 0) continue
      if (!begun) refuseGzip(file, batch[0]?.text ?? '')
      begun = true
      yield batch
    }
  } catch (error) {
    if (error instanceof InputError || begun || !(error instanceof Error) || !('code' in error)) throw error
    throw new InputError('unreadable', `can't read ${file} (${String(error.code)}): name a trace file`)
  }
  if (!begun) refuseGzip(file, tail)
  if (tail.trim() !== '') yield [{ text: tail, number: number + 1 }]
}

/** By its first two bytes, the second of which is no text. */
function refuseGzip(file: string, text: string): void {
  if (text.startsWith('\u001F\uFFFD'))
    throw new InputError('bad_trace', `${file}: it is compressed by gzip: unpack it first (gunzip -k ${file})`)
}

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    // It quotes the place; what it quotes may hold anything.
    const why = (error as Error).message.replaceAll(/[^ -~\u00C0-\u1EF9]/g, '?').slice(0, 160)
    throw new InputError('bad_trace', `${where}: not JSON: ${why}`)
  }
}
