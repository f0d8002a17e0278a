/** Fewer names have no beginning of their own. */
const LEAST = 3
/** Shorter beginnings say something themselves: „thành phố“. */
const LEAST_WORDS = 3

/**
 * Names without the words that most of them begin with: of „Cổng dịch vụ công tỉnh An Giang“ among its like, „tỉnh An
 * Giang“. What groups of three and more then still share is left out in the same way, but for what says what
 * they are: of „Hệ thống thông tin giải quyết thủ tục hành chính của Bộ Y tế“, „Bộ Y tế“. None becomes
 * empty, and no two become the same. By whole name.
 */
export function shortNames(all: readonly string[]): ReadonlyMap<string, string> {
  const short = new Map(all.map((name) => [name, name]))
  const names = [...short.keys()]
  const textOf = (name: string): string => short.get(name) ?? name
  const leaveOut = (of: readonly string[], words: readonly string[], kept: number): readonly string[] => {
    const prefix = `${words.join(' ')} `
    const from = words.slice(0, words.length - kept).join(' ').length + 1
    const begun = of.filter((name) => textOf(name).startsWith(prefix))
    for (const name of begun) short.set(name, textOf(name).slice(from))
    return begun
  }
  const most = beginningOf(names)
  if (most.length > 0) leaveOut(names, most, 0)
  let left = names
  for (;;) {
    const groups = [...Map.groupBy(left, (name) => textOf(name).split(' ')[0]).values()]
    const [group = []] = groups.toSorted((a, b) => b.length - a.length)
    if (group.length < LEAST) break
    const words = beginningOf(group.map(textOf))
    const begun = words.length < LEAST_WORDS ? [] : leaveOut(group, words, sayingWhat(words))
    const done = new Set(begun.length === 0 ? group : begun)
    left = left.filter((name) => !done.has(name))
  }
  keepApart(short)
  return short
}

/** How many of the last words say what those are that share them: `tỉnh`, `Bộ`, `Ministry of`. */
function sayingWhat(words: readonly string[]): number {
  const capital = words.slice(-2).findIndex((word) => /^\p{Lu}/u.test(word))
  return capital === 0 ? 2 : 1
}

/** Of names that would become the same, each stays as it is. */
function keepApart(short: Map<string, string>): void {
  for (;;) {
    const same = [...Map.groupBy(short, ([, text]) => text).values()].filter((group) => group.length > 1)
    const cut = same.flat().filter(([name, text]) => name !== text)
    if (cut.length === 0) return
    for (const [name] of cut) short.set(name, name)
  }
}

/** The words that more than half of the names begin with; of two there are none. */
function beginningOf(names: readonly string[]): readonly string[] {
  const words = names.map((name) => name.split(' '))
  const prefix: string[] = []
  for (;;) {
    const nexts = words
      .filter((name) => prefix.every((word, index) => name[index] === word))
      .map((name) => name[prefix.length])
    const counts = Map.groupBy(nexts, (word) => word)
    const [most] = [...counts].sort(([, a], [, b]) => b.length - a.length)
    if (!most || most[0] === undefined || most[1].length <= names.length / 2 || names.length < LEAST) return prefix
    prefix.push(most[0])
  }
}
