"""Who may come in and what they may do: accounts, roles, sessions, tokens, row scope."""

from core.identity.credentials import (
    actor_of,
    by_session,
    by_token,
    by_username,
    open_credentials,
    operator,
)
from core.identity.login import (
    SESSION_COOKIE,
    exchange_ticket,
    forget_old_sessions,
    revoke_sessions,
    sign_in,
    sign_out,
)
from core.identity.passwords import check_policy, hash_password, new_secret, verify_password
from core.identity.roles import ACTIONS, ROLE_NAMES, ROLES
from core.identity.schemas import PersonRow, TokenRow, UserIn, UserPatch, UserRow
from core.identity.scope import require_place, scope_clause, scoped, visible_amount
from core.identity.tokens import create_token, list_tokens, revoke_token
from core.identity.users import (
    USER_LIST,
    add_user,
    change_password,
    create_user,
    get_user,
    has_users,
    list_users,
    people,
    reset_password,
    set_own_locale,
    update_user,
    users_with_roles,
)

__all__ = [
    "ACTIONS",
    "ROLES",
    "ROLE_NAMES",
    "SESSION_COOKIE",
    "USER_LIST",
    "PersonRow",
    "TokenRow",
    "UserIn",
    "UserPatch",
    "UserRow",
    "actor_of",
    "add_user",
    "by_session",
    "by_token",
    "by_username",
    "change_password",
    "check_policy",
    "create_token",
    "create_user",
    "exchange_ticket",
    "forget_old_sessions",
    "get_user",
    "has_users",
    "hash_password",
    "list_tokens",
    "list_users",
    "new_secret",
    "open_credentials",
    "operator",
    "people",
    "require_place",
    "reset_password",
    "revoke_sessions",
    "revoke_token",
    "scope_clause",
    "scoped",
    "set_own_locale",
    "sign_in",
    "sign_out",
    "update_user",
    "users_with_roles",
    "verify_password",
    "visible_amount",
]
