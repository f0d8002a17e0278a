import { z } from 'zod'

/** What a running platform writes into its data folder, readable by its owner alone. */
export const PLATFORM_FILE = 'platform.json'

export const platformFileSchema = z.object({ url: z.url(), pid: z.number().int(), token: z.string() })
