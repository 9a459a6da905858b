import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { BookOpen, Building2, CircleUser, Keyboard, LogOut } from 'lucide-react'
import { useNavigate } from 'react-router'

import { useLogoutMutation, useSwitchOrganisationMutation } from '@/api/gen/accounts'
import { IconButton } from '@/ui/button'
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from '@/ui/menu'

import { chooseLocale, locales, type Locale } from './i18n'
import { useLingui } from '@lingui/react'
import { useProfile } from './session'
import { showHelp, useAppDispatch } from './store'
import { chooseTheme, type Theme, useTheme } from './theme'

export function UserMenu() {
  const profile = useProfile()
  const theme = useTheme()
  const { i18n } = useLingui()
  const navigate = useNavigate()
  const dispatch = useAppDispatch()
  const [logout] = useLogoutMutation()
  const [switchTo] = useSwitchOrganisationMutation()
  const themes: [Theme, string][] = [
    ['system', t`Like the system`],
    ['light', t`Light`],
    ['dark', t`Dark`],
  ]
  const leave = async () => {
    await logout().unwrap().catch(() => undefined)
    window.location.assign('/login') // a fresh page: nothing of the session stays in memory
  }
  return (
    <Menu
      trigger={
        <IconButton label={t`Your account`}>
          <CircleUser className="size-5" strokeWidth={1.75} />
        </IconButton>
      }
    >
      <MenuLabel>
        <span className="block truncate">{profile.email}</span>
      </MenuLabel>
      <MenuItem icon={<CircleUser className="size-4" />} onSelect={() => void navigate('/settings/profile')}>
        <Trans>Profile and sessions</Trans>
      </MenuItem>
      {profile.organisations.length > 1 && (
        <>
          <MenuLabel>
            <Trans>Organisation</Trans>
          </MenuLabel>
          {profile.organisations.map((each) => (
            <MenuCheck
              key={each.org_id}
              checked={each.org_id === profile.org_id}
              onSelect={() => {
                if (each.org_id !== profile.org_id)
                  void switchTo({ switchBody: { org_id: each.org_id } })
                    .unwrap()
                    .then(() => window.location.assign('/'))
              }}
            >
              <span className="flex min-w-0 items-center gap-2">
                <Building2 className="size-4 shrink-0" />
                <span className="truncate">{each.org_name}</span>
              </span>
            </MenuCheck>
          ))}
        </>
      )}
      <MenuLabel>
        <Trans>Appearance</Trans>
      </MenuLabel>
      {themes.map(([value, text]) => (
        <MenuCheck key={value} checked={theme === value} onSelect={() => chooseTheme(value)}>
          {text}
        </MenuCheck>
      ))}
      <MenuLabel>
        <Trans>Language</Trans>
      </MenuLabel>
      {Object.entries(locales).map(([value, text]) => (
        <MenuCheck key={value} checked={i18n.locale === value} onSelect={() => void chooseLocale(value as Locale)}>
          <span lang={value}>{text}</span>
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuItem icon={<Keyboard className="size-4" />} onSelect={() => dispatch(showHelp(true))}>
        <Trans>Keyboard shortcuts</Trans>
      </MenuItem>
      <MenuItem icon={<BookOpen className="size-4" />} onSelect={() => void window.open('/api/docs', '_blank', 'noopener')}>
        <Trans>API explorer</Trans>
      </MenuItem>
      <MenuItem icon={<LogOut className="size-4" />} onSelect={() => void leave()}>
        <Trans>Log out</Trans>
      </MenuItem>
    </Menu>
  )
}
