// Links to files. The browser fetches them beside the page, which goes on.
export default function (component) {
  const root = component.parentElement.querySelector(".links")
  const data = component.data?.[0]
  if (!root || !data) return
  root.classList.toggle("small", data.small)
  root.replaceChildren(
    ...data.links.map(link => {
      const node = document.createElement("a")
      node.href = link.url
      node.download = ""
      node.textContent = link.label
      node.title = link.title
      node.setAttribute("aria-label", link.title)
      return node
    })
  )
}
