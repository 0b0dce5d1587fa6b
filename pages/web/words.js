;(() => {
  // Streamlit has no setting for its own words. Known ones are turned into the reader's
  // language where Streamlit draws them; what people typed is never in these places.
  const WORDS = __WORDS__
  const PATTERNS = __PATTERNS__.map(([from, to]) => [new RegExp(`^${from}$`), to])
  const ANYWHERE = new Set(__ANYWHERE__)
  const OURS = "[data-testid=stMarkdownContainer], [data-testid=stBidiComponentRegular], " +
    "[data-testid=stBidiComponentIsolated], pre, code, textarea, [contenteditable=true], " +
    "[data-testid=stTextInput] input, [role=option], [role=listbox], [data-baseweb=tag]"
  const THEIRS = "[data-testid=stFileUploader] button"
  const NAMES = ["placeholder", "aria-label", "title", "alt"]
  const table = () => WORDS[document.documentElement.lang.slice(0, 2)]
  const turned = (text, words) => {
    const plain = text.trim()
    if (!plain) return null
    if (words[plain] !== undefined) return text.replace(plain, words[plain])
    for (const [from, to] of PATTERNS) {
      if (from.test(plain)) return plain.replace(from, to)
    }
    return null
  }
  const turnText = (node, words) => {
    const place = node.parentElement
    const isOurs = place?.closest(OURS) && !place.closest(THEIRS)
    if (isOurs && !ANYWHERE.has(node.nodeValue.trim())) return
    const text = turned(node.nodeValue, words)
    if (text !== null && text !== node.nodeValue) node.nodeValue = text
  }
  const turnNames = (node, words) => {
    for (const name of NAMES) {
      const value = node.getAttribute?.(name)
      const text = value && turned(value, words)
      if (text && text !== value) node.setAttribute(name, text)
    }
  }
  const turn = root => {
    const words = table()
    if (!words) return
    if (root.nodeType === Node.TEXT_NODE) return turnText(root, words)
    if (root.nodeType !== Node.ELEMENT_NODE) return
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT)
    for (let node = walk.currentNode; node; node = walk.nextNode()) {
      node.nodeType === Node.TEXT_NODE ? turnText(node, words) : turnNames(node, words)
    }
  }
  const start = () => {
    turn(document.body)
    new MutationObserver(changes => {
      for (const change of changes) {
        if (change.type === "childList") change.addedNodes.forEach(turn)
        else turn(change.target)
      }
    }).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
      attributeFilter: NAMES,
    })
    new MutationObserver(() => turn(document.body)).observe(document.documentElement, {
      attributeFilter: ["lang"],
    })
  }
  document.body ? start() : document.addEventListener("DOMContentLoaded", start)
})()
