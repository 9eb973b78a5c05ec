const make = (name, text, ...inside) => { const node = document.createElement(name); if (text) node.textContent = text; node.append(...inside); return node }
const calls = document.querySelector('#calls'), search = document.querySelector('[type=search]'), form = document.querySelector('form')
function show(paths, wanted) {
  const groups = new Map()
  for (const [path, methods] of Object.entries(paths))
    for (const [method, call] of Object.entries(methods))
      if (!wanted || `${method} ${path} ${call.summary}`.toLowerCase().includes(wanted)) {
        if (!groups.has(call.tags[0])) groups.set(call.tags[0], [])
        groups.get(call.tags[0]).push([method, path, call])
      }
  calls.replaceChildren(...[...groups].map(([tag, list]) => {
    const group = make('details', '', make('summary', tag), ...list.map(([method, path, call]) => {
      const one = make('details', '', make('summary', '', make('b', method.toUpperCase()), make('code', path), make('small', `  ${call.summary}`)))
      one.addEventListener('toggle', () => { if (one.open && !one.querySelector('pre')) one.append(make('pre', JSON.stringify(call, null, 2))) })
      return one
    }))
    group.open = Boolean(wanted)
    return make('section', '', group)
  }))
  if (!groups.size) calls.replaceChildren(make('p', 'No call fits.'))
}
let paths = {}
function load() {
  fetch('/openapi.json').then(answer => answer.json()).then(document => { show(paths = document.paths, '') },
    () => calls.replaceChildren(make('p', 'The API does not answer.')))
  fetch('/api/me').then(answer => { form.hidden = answer.ok })
}
search.addEventListener('input', () => show(paths, search.value.trim().toLowerCase()))
form.addEventListener('submit', async event => {
  event.preventDefault()
  const answer = await fetch('/api/auth/login', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(Object.fromEntries(new FormData(form))),
  })
  form.querySelector('small').textContent = answer.ok ? '' : (await answer.json()).detail
  if (answer.ok) load()
})
load()
