/** Where an incident has its page, on whatever platform. */
export function incidentPath(id: string): string {
  return `/incident?id=${encodeURIComponent(id)}`
}
