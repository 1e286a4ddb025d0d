from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "factstore.accounts"
    label = "accounts"
