import type { Context } from 'hono'
import { type AskPorts, askForJob, MAX_WAITING } from '../flow/ask-for-job.ts'
import { JOB_KINDS } from '../flow/job-kinds.ts'
import { InputError } from '../model/input-error.ts'
import type { JobOwner } from '../model/job.ts'
import { DIRECTION_HINT } from '../model/person-text.ts'
import type { PageView } from './page-route.ts'

/** What a form asked for and did not get. */
export type FormProblem = { readonly code: string; readonly message: string }

/** Whose jobs and reviews a page shows. A private location has no pages. */
export function ownerOf({ viewer }: PageView): JobOwner {
  if (viewer === null || viewer.principal.role === 'agent') throw new Error('a page of people was shown to nobody')
  return viewer.principal
}

/** Who acts, as the log of changes names them: forms are taken of those only who have signed in. */
export function actorOf({ viewer }: PageView): string {
  if (viewer?.by == null) throw new Error('a form was taken of somebody who has not signed in')
  return viewer.by
}

/** What an act comes to, or the error that the person at the page can mend. */
export async function tried<T>(
  act: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly problem: FormProblem }> {
  try {
    return { value: await act() }
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return { problem: { code: error.code, message: error.message } }
  }
}

/** Asks for a job as a form wants it, and goes to its page; or what is wrong with that. */
export async function askByForm(
  c: Context,
  asked: { readonly kind: string; readonly params: unknown; readonly owner: JobOwner },
  ports: AskPorts,
): Promise<Response | FormProblem> {
  const kind = JOB_KINDS[asked.kind]
  if (!kind) throw new Error(`there is no job ${asked.kind}`)
  const params = kind.schema.safeParse(asked.params)
  if (!params.success) return formProblem(params.error)
  const checked = await tried(() => kind.check(params.data, { owner: asked.owner, ...ports }))
  if ('problem' in checked) return checked.problem
  const job = await askForJob({ ...asked, params: params.data }, ports)
  if (job === null)
    return { code: 'too_many_jobs', message: `${MAX_WAITING} jobs of yours are not over yet: wait for one of them` }
  return c.redirect(`/jobs/${job.id}`, 303)
}

/** What is wrong with a form, by what its schema says first. */
export function formProblem(error: {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
}): FormProblem {
  const [issue] = error.issues
  const code = issue?.message === DIRECTION_HINT ? 'turned_text' : 'bad_form'
  return { code, message: `${issue?.path.join('.') || 'form'}: ${issue?.message}` }
}
