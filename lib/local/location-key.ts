import { join } from 'node:path'
import { newKey, openKeyFile, signerOf } from '../record/key-file.ts'
import type { Signer } from '../record/signer.ts'

/** The key of a location that this machine plays: a file of the data folder, made once; null: one in memory. */
export function openLocationKey(dataDir: string | null, location: string): Promise<Signer> {
  return dataDir === null
    ? Promise.resolve(signerOf(newKey()))
    : openKeyFile(join(dataDir, 'location-keys', `${location}.pem`))
}
