// The rows of an answer. Sorting happens here; rows are drawn as one scrolls.
const STEP = 200
const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const grouped = text => {
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (!match) return text
  return match[1] + match[2].replace(/\B(?=(\d{3})+$)/g, ",") + (match[3] ?? "")
}

const shown = (value, column) => {
  if (value === null) return "–"
  if (typeof value === "object") return JSON.stringify(value)
  if (column.grouped) return grouped(String(value))
  return String(value).replace(/^(\d{4}-\d\d-\d\d)T/, "$1 ")
}

const compared = (first, second, numeric) => {
  if (first === null || second === null) return (first === null) - (second === null)
  if (numeric) return Number(first) - Number(second)
  return String(first).localeCompare(String(second))
}

export default function (component) {
  const data = component.data?.[0]
  const root = component.parentElement.querySelector(".answer")
  if (!root || !data) return
  if (root.state?.rev === data.rev) return
  const state = (root.state = { rev: data.rev, sort: null, down: false, rows: data.rows, drawn: 0 })
  const table = make("table")
  table.setAttribute("aria-label", data.words.name)
  const body = make("tbody")

  const more = () => {
    const next = state.rows.slice(state.drawn, state.drawn + STEP)
    body.append(
      ...next.map((row, place) => {
        const line = make("tr")
        line.append(make("td", "line", String(state.drawn + place + 1)))
        row.forEach((value, at) => {
          const column = data.columns[at]
          const text = shown(value, column)
          const cell = make("td", value === null ? "nothing" : column.numeric ? "right" : "")
          const inner = make("span", "text", text)
          if (text.length > 40) inner.title = text
          cell.append(inner)
          line.append(cell)
        })
        return line
      })
    )
    state.drawn += next.length
  }
  const redraw = () => {
    const { sort, down } = state
    state.rows = data.rows
    if (sort !== null) {
      const numeric = data.columns[sort].numeric
      state.rows = [...data.rows].sort((a, b) => compared(a[sort], b[sort], numeric))
      if (down) state.rows.reverse()
    }
    state.drawn = 0
    body.replaceChildren()
    more()
    heads.forEach(({ cell, arrow }, at) => {
      const active = at === sort
      cell.setAttribute("aria-sort", active ? (down ? "descending" : "ascending") : "none")
      arrow.textContent = active ? (down ? "↓" : "↑") : ""
    })
  }

  const head = make("tr")
  head.append(make("th", "line", ""))
  const heads = data.columns.map((column, at) => {
    const cell = make("th", column.numeric ? "right" : "")
    cell.scope = "col"
    cell.title = column.kind
    const button = make("button", "", column.name)
    button.type = "button"
    const arrow = make("span", "arrow", "")
    button.append(arrow)
    button.onclick = () => {
      const again = state.sort === at
      state.sort = again && state.down ? null : at
      state.down = again && !state.down
      redraw()
    }
    cell.append(button)
    head.append(cell)
    return { cell, arrow }
  })
  const top = make("thead")
  top.append(head)
  table.append(top, body)
  root.replaceChildren(table)
  root.scrollTop = 0
  root.onscroll = () => {
    if (root.scrollTop + root.clientHeight > root.scrollHeight - 400) more()
  }
  redraw()
}
