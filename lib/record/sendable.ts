/**
 * A JSON text without the characters that a queue refuses: they are escaped, as JSON may write any character of a
 * string, so that the text means the same. Of a text that is not JSON it is a legible likeness. Empty is no message: a
 * space stands for it. Characters beyond the basic plane are escaped too: SQS takes them, its embedded stand-in does
 * not. Source: the API reference of SQS, `SendMessage`, on `MessageBody`.
 */
export function sendable(text: string): string {
  if (text === '') return ' '
  return text.replace(
    /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
