"""Registers in and out: one file a format, and the one reconciler.

A register is a source of many facts that is kept elsewhere: a folder of YAML, a spreadsheet,
Wikidata. A format reads it into statements (`statements`); the reconciler (`reconcile`) finds which
events of the log came of each (`held`), and makes the fewest events that let the log say what the
register says now.
"""
