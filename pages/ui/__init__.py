"""The shared page pieces. A page imports what it needs from the modules here.

session   page_uow, submit, current_actor: who acts, in every unit of work
errors    reported, part, card_boundary: one place where errors become words
lists     record_list: search, filter, sort, page, export, act on any number of rows
records   record_page: header, fields, related, activity
views     view_switch, switch: the parts of a page side by side
forms     model_form: a form from a pydantic input
format    money, number, percent, day, moment
url       filters, the opened record and the paging live in the address
period    period_picker
live      live_version: rerun only this fragment when data changed
notices   toast, empty_state
labels    label(name): names of fields
plain     text a person typed, made harmless for Markdown

Rules learned: a pydantic model cannot stand in a page script (put it into `inputs`); a widget's
`format_func` must not call `t()`, for it also runs outside the reader's language: look words up
in a dict made before; use `part` instead of `st.fragment`, `page_uow` and `submit` instead of
`unit_of_work`; element keys are `"{page}.{name}"`.
"""
