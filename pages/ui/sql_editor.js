// The catalogue of views beside the statement. Python is the truth: the statement is adopted when
// its `rev` moves; the browser reports it when the field is left, when its parameters change, and
// when it is run (Ctrl+Enter).
const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const WORDS =
  "select|from|where|group|by|order|having|limit|offset|join|left|right|full|inner|outer|cross|semi|anti|asof|on|using|as|and|or|not|in|is|null|between|like|ilike|case|when|then|else|end|with|recursive|union|all|except|intersect|distinct|over|partition|preceding|following|current|row|unbounded|filter|qualify|asc|desc|nulls|first|last|cast|try_cast|date|interval|true|false|exists|any|values|exclude|replace|pivot|unpivot|lateral|array|struct"
const TOKEN = new RegExp(
  [
    "(--[^\\n]*|/\\*[\\s\\S]*?(?:\\*/|$))",
    "('(?:[^']|'')*(?:'|$))",
    '("(?:[^"]|"")*(?:"|$))',
    "(\\$[A-Za-z_]\\w*)",
    "(\\b\\d+(?:\\.\\d+)?\\b)",
    `(\\b(?:${WORDS})\\b)`,
  ].join("|"),
  "gi"
)
const KINDS = ["comment", "string", "name", "param", "number", "word"]

const coloured = text => {
  const parts = []
  let at = 0
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > at) parts.push(text.slice(at, match.index))
    const kind = KINDS[match.slice(1).findIndex(one => one !== undefined)]
    parts.push(make("span", kind, match[0]))
    at = match.index + match[0].length
  }
  parts.push(text.slice(at) + "\n")
  return parts
}

const parameters = text =>
  [...text.matchAll(TOKEN)].map(match => match[4]).filter(Boolean).join(" ")

const insert = (area, text) => {
  const before = area.value.slice(0, area.selectionStart)
  const gap = before && !/[\s(,.]$/.test(before) ? " " : ""
  area.focus()
  area.setRangeText(gap + text, area.selectionStart, area.selectionEnd, "end")
  area.dispatchEvent(new Event("input"))
}

const columnNode = (column, area) => {
  const node = make("li")
  const button = make("button", "column")
  button.type = "button"
  button.title = column.about
  button.append(make("span", "column-name", column.name), make("span", "kind", column.kind))
  button.onclick = () => insert(area, column.name)
  node.append(button, make("p", "about", column.about))
  return node
}

const viewNode = (view, area, words) => {
  const node = make("details", "view")
  const head = make("summary")
  head.append(make("span", "view-name", view.name), make("span", "count", String(view.columns.length)))
  head.title = view.about
  const use = make("button", "use", words.insert)
  use.type = "button"
  use.onclick = () => insert(area, view.name)
  const line = make("div", "view-about")
  line.append(make("p", "", view.about), use)
  const list = make("ul")
  node.append(head, line, list)
  node.ontoggle = () => {
    if (node.open && !list.childElementCount) {
      list.append(...view.columns.map(column => columnNode(column, area)))
    }
  }
  return node
}

const matches = (view, wanted) =>
  [view.name, view.about, ...view.columns.flatMap(one => [one.name, one.about])].some(text =>
    text.toLowerCase().includes(wanted)
  )

const fillCatalogue = (root, views, area, words) => {
  const list = root.querySelector(".views")
  const search = root.querySelector(".search")
  const draw = () => {
    const wanted = search.value.trim().toLowerCase()
    const shown = views.filter(view => !wanted || matches(view, wanted))
    list.replaceChildren(...shown.map(view => viewNode(view, area, words)))
    if (!shown.length) list.append(make("p", "nothing", words.nothing))
  }
  search.oninput = draw
  search.placeholder = words.search
  search.setAttribute("aria-label", words.search)
  root.querySelector(".catalogue > summary").textContent = words.catalogue
  draw()
}

export default function (component) {
  const { parentElement, setStateValue, setTriggerValue } = component
  const data = component.data?.[0]
  const root = parentElement.querySelector(".bench")
  if (!root || !data) return
  const area = root.querySelector("textarea")
  const code = root.querySelector("code")
  const gutter = root.querySelector(".gutter")
  const state = (root.state ??= { rev: null, sent: null, catalogue: null, timer: 0, leave: false })

  const paint = () => {
    code.replaceChildren(...coloured(area.value))
    const lines = area.value.split("\n").length
    gutter.replaceChildren(
      ...Array.from({ length: lines }, (_, place) =>
        make("span", place + 1 === state.mark ? "wrong" : "", String(place + 1))
      )
    )
  }
  const send = () => {
    clearTimeout(state.timer)
    if (state.sent === area.value) return
    state.sent = area.value
    setStateValue("sql", area.value)
  }

  area.oninput = () => {
    state.mark = null
    paint()
    clearTimeout(state.timer)
    if (parameters(area.value) !== parameters(state.sent ?? "")) {
      state.timer = setTimeout(send, 700)
    }
  }
  area.onblur = send
  area.onkeydown = event => {
    if (event.isComposing) return
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      send()
      setTriggerValue("run", true)
    } else if (event.key === "Escape") {
      state.leave = true // the next Tab goes on to the next field
      return
    } else if (event.key === "Tab" && !event.shiftKey && !state.leave) {
      event.preventDefault()
      area.setRangeText("  ", area.selectionStart, area.selectionEnd, "end")
      area.oninput()
    }
    state.leave = false
  }
  area.setAttribute("aria-label", data.words.editor)
  area.placeholder = data.words.placeholder

  if (state.rev !== data.rev) {
    state.rev = data.rev
    area.value = data.sql
    state.sent = data.sql
  }
  const words = JSON.stringify(data.words)
  if (state.catalogue !== words) {
    state.catalogue = words
    if (state.opened === undefined) {
      state.opened = root.clientWidth > 640
      root.querySelector(".catalogue").open = state.opened
    }
    fillCatalogue(root, data.views, area, data.words)
  }
  state.mark = data.mark
  paint()
}
