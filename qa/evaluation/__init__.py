"""Measuring answers on a gold set: ranking, quoting, and knowing when not to answer.

The way of a set: ``sets.read`` -> ``set_library.library_of`` (where the set brings its documents) ->
``measure.measure`` -> ``report.Report`` -> printed, written as JSON or as a page, or compared by ``compare.compare``.
"""
