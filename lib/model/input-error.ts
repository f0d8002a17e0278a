/**
 * The command or its input is wrong: the person at the keyboard can mend it. The message is one line that says
 * what was wrong, the value received, where, and how to fix it. Never thrown for a fault of a portal or of ours.
 */
export class InputError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'InputError'
    this.code = code
  }
}
