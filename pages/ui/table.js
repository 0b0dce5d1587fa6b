// A table of one page of rows. Python is the only truth: it sends columns, rows and the order;
// the browser reports a clicked row, cell or header and the ticked rows.
const make = (tag, className, text) => {
  const node = document.createElement(tag)
  if (className) node.className = className
  if (text !== undefined) node.textContent = text
  return node
}

const addressOf = (id, parameter) => {
  const address = new URL(window.location.href)
  address.searchParams.set(parameter, id)
  return address.pathname + address.search
}

const sparkNode = points => {
  const space = "http://www.w3.org/2000/svg"
  const svg = document.createElementNS(space, "svg")
  svg.setAttribute("class", "spark")
  svg.setAttribute("viewBox", "-2 -2 52 20")
  svg.setAttribute("aria-hidden", "true")
  const line = document.createElementNS(space, "polyline")
  line.setAttribute("points", points.map(([x, y]) => `${x * 48},${y * 16}`).join(" "))
  const end = document.createElementNS(space, "circle")
  const [x, y] = points[points.length - 1]
  end.setAttribute("cx", x * 48)
  end.setAttribute("cy", y * 16)
  end.setAttribute("r", 2)
  svg.append(line, end)
  return svg
}

const cellNode = (cell, column) => {
  const node = make("td", `${column.align} ${column.phone ? "" : "wide-only"}`)
  node.dataset.label = column.label
  const text = cell.text ?? ""
  const inner = make("span", cell.tone ? `badge ${cell.tone}` : "text", text)
  if (column.wide) inner.classList.add("wide")
  if (cell.title) inner.title = cell.title
  if (cell.spark?.length) node.appendChild(sparkNode(cell.spark))
  node.appendChild(inner)
  if (text === "–" || text === "") node.classList.add("nothing")
  return node
}

const headNode = (column, data, emit) => {
  const node = make("th", `${column.align} ${column.phone ? "" : "wide-only"}`)
  node.scope = "col"
  if (!column.sort) {
    node.textContent = column.label
    return node
  }
  const descending = data.sort === `-${column.sort}`
  const active = descending || data.sort === column.sort
  node.setAttribute("aria-sort", active ? (descending ? "descending" : "ascending") : "none")
  const button = make("button", active ? "sort active" : "sort", column.label)
  button.type = "button"
  button.appendChild(make("span", "arrow", active ? (descending ? "↓" : "↑") : ""))
  const next = active && !descending ? `-${column.sort}` : column.sort
  button.onclick = () => emit("sort", next)
  node.appendChild(button)
  return node
}

const tick = (label, checked, onchange) => {
  const node = make("td", "tick")
  const box = make("input")
  box.type = "checkbox"
  box.checked = checked
  box.setAttribute("aria-label", label)
  box.onchange = () => onchange(box.checked)
  node.appendChild(box)
  node.onclick = event => event.stopPropagation()
  return node
}

const rowNode = (row, data, chosen, emit, choose) => {
  const node = make("tr", data.opens ? "opens" : "")
  if (data.selectable) {
    node.appendChild(tick(data.words.tick, chosen.has(row.id), on => choose([row.id], on)))
  }
  row.cells.forEach((cell, place) => {
    const column = data.columns[place]
    const cellElement = cellNode(cell, column)
    if (data.opens && place === 0) {
      const link = make("a", "text")
      link.href = addressOf(row.id, data.parameter)
      link.append(...cellElement.childNodes)
      cellElement.replaceChildren(link)
    }
    if (column.opens && !cellElement.classList.contains("nothing")) {
      const button = make("button", "figure")
      button.type = "button"
      button.append(...cellElement.childNodes)
      button.onclick = event => {
        event.stopPropagation()
        emit("cell", [row.id, column.name])
      }
      cellElement.replaceChildren(button)
    }
    node.appendChild(cellElement)
  })
  if (data.opens) {
    node.onclick = event => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
      if (window.getSelection()?.toString()) return
      event.preventDefault()
      emit("open", row.id)
    }
  }
  return node
}

export default function (component) {
  const { parentElement, setStateValue, setTriggerValue } = component
  const data = component.data?.[0]
  const root = parentElement.querySelector(".records")
  if (!root || !data) return
  const emit = (name, value) => setTriggerValue(name, value)
  const chosen = new Set(data.selected)
  const choose = (ids, on) => {
    ids.forEach(id => (on ? chosen.add(id) : chosen.delete(id)))
    setStateValue("selected", [...chosen])
  }
  const figures = data.columns.filter(column => column.phone && column.align === "right").length
  const table = make("table", figures > 1 ? "labelled" : "")
  table.setAttribute("aria-label", data.words.name)
  const head = make("tr")
  if (data.selectable) {
    const all = data.rows.map(row => row.id)
    const box = tick(data.words.tick_all, all.length > 0 && all.every(id => chosen.has(id)), on =>
      choose(all, on)
    )
    head.appendChild(box)
  }
  data.columns.forEach(column => head.appendChild(headNode(column, data, emit)))
  const thead = make("thead")
  thead.appendChild(head)
  const body = make("tbody")
  data.rows.forEach(row => body.appendChild(rowNode(row, data, chosen, emit, choose)))
  table.append(thead, body)
  root.replaceChildren(table)
}
