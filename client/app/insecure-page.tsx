/** What is said on plain http away from localhost, before anything else: no WebCrypto, nothing can be sealed or verified. */
export function InsecurePage() {
  const secure = `https://${location.host}${location.pathname}`
  return (
    <main className="wrap" style={{ paddingTop: 72 }}>
      <h1 className="t28">请改用 https 打开本平台</h1>
      <p className="t16" style={{ marginTop: 16 }}>
        当前连接未加密，浏览器不提供加密与签名功能，因此不能投标、签名或核验。您尚未提交任何内容。
      </p>
      <p className="t16" lang="en" style={{ marginTop: 16 }}>
        This connection is not encrypted, so the browser offers no cryptography: nothing can be sealed, signed or verified here.
        Nothing has been sent.
      </p>
      <p className="t16" style={{ marginTop: 24 }}>
        <a className="btn primary lg" href={secure}>
          {secure}
        </a>
      </p>
    </main>
  )
}
