/** For buttons and rows only: whole screens have skeletons. */
export function Spinner() {
  return <span aria-hidden="true" className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent" />
}
