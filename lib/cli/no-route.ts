import type { AddressFamily, BilingualText } from '../model/catalogue.ts'

/** Said where a location lacks what its catalogue says that it has. */
export function noRoute(location: string, family: AddressFamily): BilingualText {
  return {
    vi: `Danh mục ghi điểm đo ${location} có IPv${family}, nhưng máy đó không có đường ra Internet qua IPv${family}: hãy bỏ ${family} khỏi families của điểm đo.`,
    en: `The catalogue says that ${location} has IPv${family}, and it has no route to the internet over IPv${family}: leave ${family} out of its families.`,
  }
}
