import { type WrittenFile, writeFileWhole } from './write-file.ts'

/** Follows a link to a file that a job has left; the link says enough, and gets no token. */
export function download(
  url: string,
  of: { readonly file: string; readonly signal: AbortSignal },
): Promise<WrittenFile> {
  return writeFileWhole(of.file, async (write) => {
    const answer = await fetch(url, { signal: of.signal })
    if (!answer.ok || answer.body === null) throw new Error(`the file can't be had: its link answers ${answer.status}`)
    for await (const chunk of answer.body) await write(chunk)
  })
}
