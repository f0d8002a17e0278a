/** What the hub's resources are called; other regions find them by these names. */
export type HubNames = ReturnType<typeof hubNames>

/** Names are unique over all regions, so that an ARN can be read without its region. */
export function hubNames(name: string) {
  return {
    stack: `${name}-hub`,
    table: `${name}-hub`,
    observations: `${name}-observations`,
    jobs: `${name}-jobs`,
    notify: `${name}-notify`,
    deadLetters: `${name}-dead-letters`,
    missedMinutes: `${name}-missed-minutes`,
    alerts: `${name}-alerts`,
    escalations: `${name}-escalations`,
    operations: `${name}-operations`,
    /** Names of buckets are unique over all accounts: its account and region stand behind. */
    evidence: `${name}-evidence`,
    api: `${name}-web`,
    people: `${name}-people`,
    /** Begins the names of functions, rules and alarms. */
    prefix: name,
  }
}

export function locationNames(name: string, location: string) {
  const prefix = `${name}-${location}`
  return {
    stack: prefix,
    table: prefix,
    checks: `${prefix}-checks`,
    audits: `${prefix}-audits`,
    outbox: `${prefix}-outbox`,
    deadLetters: `${prefix}-dead-letters`,
    missedMinutes: `${prefix}-missed-minutes`,
    /** Begins the names of secrets, the same in every location. */
    accounts: `${name}/accounts/`,
    hubSilent: `${prefix}-hub-silent`,
    operations: `${prefix}-operations`,
    /** Begins the names of functions, rules and alarms. */
    prefix,
  }
}
