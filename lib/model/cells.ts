/** Where is kept what sealed days come to in scores; it can be made again from evidence. */
export const CELLS = 'cells/'
