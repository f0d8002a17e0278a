import { defineDeployment } from '../lib/model/deployment.ts'

/**
 * What `npx cdk deploy --all` deploys: a hub and a location in Singapore. Change it,
 * or copy it and name the copy with `-c deployment=FILE`. Every mistake in it is told before anything is made.
 */
export const deployment = defineDeployment({
  name: 'nhip',
  hubRegion: 'ap-southeast-1',
  locations: [{ id: 'ap-southeast-1', region: 'ap-southeast-1' }],
  // Locations of the catalogue that `nhip agent` plays on machines of yours; their results are then expected.
  agents: [],
  catalogue: 'catalogs/vietnam-2026.yaml',
  criteria: ['vn-2025-load'],
  // Told when portals fail; each address confirms once by mail.
  alertEmails: [],
  // Told of what nobody has taken on in time.
  escalationEmails: [],
  // Told when the platform itself fails, or costs too much.
  operationsEmails: [],
  // People sign in by accounts of the hub's own; or by a provider of yours, or 'none': docs/sign-in.md.
  signIn: 'cognito',
  monthlyBudgetUsd: 50,
  logRetentionDays: 30,
  // What `nhip doctor --aws` reads. A new account:
  // quotas: { 'ap-southeast-1': { lambdaMemoryMb: 3_008, concurrency: 10 } },
})
