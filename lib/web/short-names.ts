/**
 * Names without the words that most of them begin with: of „Cổng dịch vụ công tỉnh An Giang“ among its like, „tỉnh An
 * Giang“. Those that begin otherwise stay as they are; none becomes empty. By whole name.
 */
export function shortNames(names: readonly string[]): ReadonlyMap<string, string> {
  const words = names.map((name) => name.split(' '))
  const prefix: string[] = []
  for (;;) {
    const nexts = words
      .filter((name) => prefix.every((word, index) => name[index] === word))
      .map((name) => name[prefix.length])
    const counts = Map.groupBy(nexts, (word) => word)
    const [most] = [...counts].sort(([, a], [, b]) => b.length - a.length)
    if (!most || most[0] === undefined || most[1].length <= names.length / 2 || names.length < 3) break
    prefix.push(most[0])
  }
  return new Map(
    names.map((name) => {
      const begins = prefix.length > 0 && name.startsWith(`${prefix.join(' ')} `)
      return [name, begins ? name.slice(prefix.join(' ').length + 1) : name]
    }),
  )
}
