/** The mark: 开 carved across a stone whose halves have slipped apart, like a tally. Below 20 px use MiniSeal. */
export function Logo() {
  return (
    <svg className="seal-ink" viewBox="0 0 32 32" aria-hidden="true">
      <path
        fill="currentColor"
        d="M2.5 5H14.6V30.5H2.5Q1.5 30.5 1.5 29.5V6Q1.5 5 2.5 5ZM17.4 1.5H29.5Q30.5 1.5 30.5 2.5V26Q30.5 27 29.5 27H17.4Z"
      />
      <path
        fill="#fff"
        d="M6 10.4H14.6V12.9H11.7V17.2H14.6V19.7H11.6C11.3 23 9.9 25.6 7.2 27.4L5.5 25.5C7.6 24.1 8.7 22.2 9 19.7H4.6V17.2H9.1V12.9H6ZM17.4 6.9H26V9.4H22.9V13.7H27.4V16.2H22.9V23.6H20.3V16.2H17.4V13.7H20.3V9.4H17.4Z"
      />
    </svg>
  )
}
