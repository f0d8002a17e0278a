import type { z } from 'zod'
import type { Clock } from '../model/clock.ts'
import type { JobOwner, JobProgress } from '../model/job.ts'
import type { CellFiles } from '../record/cell-files.ts'
import type { EvidenceStore } from '../record/evidence-store.ts'
import type { Reports } from '../record/reports.ts'
import type { Signer } from '../record/signer.ts'
import type { Table } from '../record/table.ts'

/** What a job leaves. It is made while it is read, so that it never is in memory as a whole. */
export type JobOutput = {
  /** ASCII, without folders. */
  readonly name: string
  readonly contentType: string
  readonly chunks: AsyncIterable<Uint8Array>
}

/** Who asks, and what is read. */
export type JobPorts = { readonly owner: JobOwner; readonly table: Table; readonly clock: Clock }

export type JobRunPorts = JobPorts & {
  /** Where results are that have had their time in the table; absent: nothing is archived. */
  readonly store?: Pick<EvidenceStore, 'get'>
  /** Where is kept what sealed days come to; absent: nowhere. */
  readonly cells?: CellFiles
  /** Where reports of audits are; absent: there are none. */
  readonly reports?: Pick<Reports, 'get'>
  /** Who signs for what is made; absent: nobody. */
  readonly openSigner?: () => Promise<Signer>
  /** Told of what is done, as often as one likes. */
  readonly progress: (progress: JobProgress) => void
  /** Once it is aborted nobody waits any more: reading the chunks then rejects. */
  readonly signal: AbortSignal
}

/** One kind of job: to add one, write its file and list it in `JOB_KINDS`. */
export type JobKind = {
  /** Who may ask for it by its name; empty: it has an address of its own. */
  readonly roles: readonly JobOwner['role'][]
  /** Reads parameters strictly, with defaults filled in. */
  readonly schema: z.ZodType
  /** Rejects with an `InputError` for what its owner may not ask for or what is not there; `params` are the schema's. */
  readonly check: (params: unknown, ports: JobPorts) => Promise<void>
  /** As `check`; whatever else it or its chunks reject for is a fault. It may be run again from the start. */
  readonly run: (params: unknown, ports: JobRunPorts) => Promise<JobOutput>
}

/** A kind whose functions know their parameters by their schema. */
export function jobKind<P>(of: {
  readonly roles: readonly JobOwner['role'][]
  readonly schema: z.ZodType<P>
  readonly check: (params: P, ports: JobPorts) => Promise<void>
  readonly run: (params: P, ports: JobRunPorts) => Promise<JobOutput>
}): JobKind {
  return of as unknown as JobKind
}
