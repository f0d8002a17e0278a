declare module 'dynalite' {
  import type { Server } from 'node:http'

  /** A DynamoDB API over LevelDB; in memory where no path is given. */
  export default function dynalite(options?: { readonly path?: string; readonly createTableMs?: number }): Server
}
