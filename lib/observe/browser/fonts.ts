import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Folders where systems keep fonts; those that don't exist are ignored by fontconfig. */
const SYSTEM_FONT_FOLDERS = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  '/usr/share/X11/fonts',
  '/opt/fonts',
] as const

/** The family that is shipped: it has every Vietnamese letter. */
export const SHIPPED_FAMILY = 'Be Vietnam Pro'

const SHIPPED_FACES = ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic'] as const

/** Where the fonts and the rules of this system lie that pages may be drawn with; some may not exist. */
export function fontFolders(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const own = env.XDG_DATA_HOME || join(env.HOME || homedir(), '.local', 'share')
  return ['/etc/fonts', ...SYSTEM_FONT_FOLDERS, join(own, 'fonts')]
}

/** TTF files of the shipped family: regular, italic, bold, bold italic. */
export function shippedFontFiles(): readonly string[] {
  const require = createRequire(import.meta.url)
  return SHIPPED_FACES.map((face) =>
    require.resolve(`@expo-google-fonts/be-vietnam-pro/${face}/BeVietnamPro_${face}.ttf`),
  )
}

/**
 * A fontconfig configuration. The system's own rules and fonts come first where there are any, so that pages look as
 * they do in a browser of this machine; the shipped family stands last in every generic family, so that no letter
 * becomes a box. `folders` are searched besides the system's; `cacheFolder` need not exist. With `system` false only
 * `folders` are seen.
 * Source: https://www.freedesktop.org/software/fontconfig/fontconfig-user.html
 */
export function fontConfiguration(options: {
  readonly folders: readonly string[]
  readonly cacheFolder: string
  readonly system: boolean
}): string {
  const folders = [...(options.system ? SYSTEM_FONT_FOLDERS : []), ...options.folders]
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    '<fontconfig>',
    ...(options.system ? ['  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>'] : []),
    ...folders.map((folder) => `  <dir>${escaped(folder)}</dir>`),
    ...(options.system ? ['  <dir prefix="xdg">fonts</dir>'] : []),
    `  <cachedir>${escaped(options.cacheFolder)}</cachedir>`,
    '  <cachedir prefix="xdg">fontconfig</cachedir>',
    ...['sans-serif', 'serif', 'monospace', 'system-ui'].map(
      (family) => `  <alias><family>${family}</family><default><family>${SHIPPED_FAMILY}</family></default></alias>`,
    ),
    '</fontconfig>',
    '',
  ].join('\n')
}

function escaped(path: string): string {
  return path.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
