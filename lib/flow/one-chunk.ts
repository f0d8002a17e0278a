/** A file that is made already, as `runJob` takes one. */
export async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text)
}
