"""Django's settings; what an installation may choose is read from its environment here and nowhere else."""

from __future__ import annotations

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from gaoxin_web import environment

DATA = environment.data_folder()
SECRET_KEY = environment.secret_key(DATA)
DEBUG = environment.flag("DEBUG")
HTTPS = environment.flag("HTTPS")
ALLOWED_HOSTS = environment.text("HOSTS", "127.0.0.1,localhost,[::1]").split(",")
DATABASES = {"default": environment.database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "gaoxin_web.ui",
    "gaoxin_web.accounts",
    "gaoxin_web.enterprises",
    "gaoxin_web.ladders",
    "gaoxin_web.collection",
    "gaoxin_web.briefs",
    "gaoxin_web.evaluation",
    "gaoxin_web.monitoring",
    "gaoxin_web.contests",
    "gaoxin_web.live",
    "gaoxin_web.lectures",
    "gaoxin_web.selfcheck",
    "gaoxin_web.api",
    "gaoxin_web.cockpit",
    "gaoxin_web.backup",
    "gaoxin_web.system",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "gaoxin_web.accounts.middleware.RequestIdMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "gaoxin_web.accounts.middleware.SessionRulesMiddleware",
    "gaoxin_web.accounts.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gaoxin_web.urls"
WSGI_APPLICATION = "gaoxin_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gaoxin_web.ui.context.page",
            ]
        },
    }
]
FORM_RENDERER = "gaoxin_web.ui.drawing.Renderer"

# Who signs in, and how

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "gaoxin_web.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip"}  # a whole committee may sit behind one address; axes counts failures
USERSESSIONS_TRACK_ACTIVITY = False  # our own middleware notes it once a minute
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", *(["webauthn"] if HTTPS else [])]  # browsers want https for keys
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are noted by the administrator; no mail is sent
MFA_TOTP_ISSUER = "gaoxin"
PASSWORD_PROFILE = environment.choice("PASSWORD_PROFILE", "dengbao", "asvs")
PASSWORD_DAYS = environment.number("PASSWORD_DAYS", 90, least=1)  # greatest age, in profile dengbao
AUTH_PASSWORD_VALIDATORS = [{"NAME": "gaoxin_web.accounts.passwords.ProfileValidator"}]
THREE_ADMINISTRATORS = environment.flag("THREE_ADMINISTRATORS")  # 三员分立
MFA_FOR = environment.choice("MFA_FOR", "none", "administrators", "all")
WATERMARK = environment.flag("WATERMARK", default=True)  # who looks and when, over every page
BULK_ROWS = environment.number("BULK_ROWS", 1000, least=1)  # an export of more asks for the password again
AXES_FAILURE_LIMIT = environment.number("LOGIN_FAILURES", 5, least=1)
AXES_COOLOFF_TIME = environment.number("LOCK_MINUTES", 30, least=1) / 60  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "gaoxin_web.accounts.lockout.name_given"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else anybody keeps an account locked for good
AXES_VERBOSE = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "gaoxin_web.accounts.lockout.locked_out"

# Sessions and transport

IDLE_MINUTES = environment.number("IDLE_MINUTES", 30, least=1)
SESSION_HOURS = environment.number("SESSION_HOURS", 12, least=1)
SESSIONS_PER_USER = environment.number("SESSIONS_PER_USER", 3, least=1)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REDIRECT_EXEMPT = [r"^healthy$"]  # asked from the same machine
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
BEHIND_PROXY = environment.flag("BEHIND_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [origin for origin in environment.text("ORIGINS").split(",") if origin]
CSRF_FAILURE_VIEW = "gaoxin_web.ui.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
MESSAGE_TAGS = {40: "danger"}  # an error, as the style sheet calls it
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    }
}

# Languages: Chinese first, English by a switch

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = environment.text("TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
FORMAT_MODULE_PATH = ["gaoxin_web.formats"]
SITE_NAME = _("高新")

# Files and long work

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "files"  # outside the web root: a download goes through a view that asks who you are
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_MEGABYTES = environment.number("UPLOAD_MEGABYTES", 50, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a form of 300 lines sends some 900
FILE_UPLOAD_PERMISSIONS = 0o600
CACHES = {  # what all workers share: how often a link was tried
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA / "cache"}
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
AUDIT_DAYS = environment.number("AUDIT_DAYS", 400, least=180)  # 网络安全法：不少于六个月
RULEBOOK = environment.text("RULEBOOK")  # a zone's own; by default the one that comes with gaoxin

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "syslog": {"format": "gaoxin {name} {message}", "style": "{"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "audit": environment.audit_handler(),
    },
    "root": {"handlers": ["console"], "level": environment.text("LOG_LEVEL", "WARNING")},
    "loggers": {"gaoxin.audit": {"handlers": ["audit"], "level": "INFO", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
