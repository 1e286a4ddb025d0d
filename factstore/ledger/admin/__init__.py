"""The editors' door: what every page of recorded things shares, and the record itself."""

from django.contrib import admin

from factstore.ledger.admin import records

__all__ = ["records"]

admin.site.site_header = admin.site.site_title = "Factstore"
admin.site.index_title = "The editors’ desk"
admin.site.index_template = "ledger/admin/index.html"
