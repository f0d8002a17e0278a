import { type WrittenFile, writeFileWhole } from './write-file.ts'

/** Follows a link to a file that a job has left; the link says enough, and gets no token. */
export function download(
  url: string,
  of: { readonly file: string; readonly signal: AbortSignal },
): Promise<WrittenFile> {
  return writeFileWhole(of.file, async (write) => {
    const { body } = await follow(url, of.signal)
    if (body !== null) for await (const chunk of body) await write(chunk)
  })
}

/** The same of a file that holds JSON, and fits into memory. */
export async function downloadJson(url: string): Promise<unknown> {
  return (await follow(url)).json()
}

/** The same of a text. */
export async function downloadText(url: string): Promise<string> {
  return (await follow(url)).text()
}

async function follow(url: string, signal?: AbortSignal): Promise<Response> {
  const answer = await fetch(url, signal ? { signal } : {})
  if (!answer.ok) throw new Error(`the file can't be had: its link answers ${answer.status}`)
  return answer
}
