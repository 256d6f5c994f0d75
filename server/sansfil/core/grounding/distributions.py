"""Which distribution of Python provides which import, where no environment can be asked."""

import re
from collections.abc import Iterable, Iterator, Mapping

_SEPARATORS = re.compile(r"[-_.]+")
_NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?=$|[\[<>=!~;@(,\s#])")
_PREFIXES = ("python-", "types-", "py-", "pyobjc-framework-", "py", "lib")
_SUFFIXES = (
    *("-python", "-py", "-stubs", "-binary", "-headless", "-client", "-sdk", "-core", "-api"),
    *("-gpu", "-cpu", "-nightly", "-c", "-base", "-python3", "3", "2"),
)
# Import name: distributions that have it under another name.
_ALIASES: Mapping[str, str] = {
    "_cffi_backend": "cffi",
    "_pytest": "pytest",
    "_yaml": "pyyaml",
    "airflow": "apache-airflow apache-airflow-core",
    "AppKit": "pyobjc-framework-cocoa pyobjc",
    "attr": "attrs",
    "Bio": "biopython",
    "allauth": "django-allauth",
    "bs4": "beautifulsoup4",
    "bson": "pymongo",
    "cairo": "pycairo pycairocffi",
    "cloudinary_storage": "django-cloudinary-storage",
    "constance": "django-constance",
    "corsheaders": "django-cors-headers",
    "Crypto": "pycryptodome pycrypto",
    "Cryptodome": "pycryptodomex",
    "cv2": "opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless",
    "dateutil": "python-dateutil",
    "dbus": "dbus-python",
    "debug_toolbar": "django-debug-toolbar",
    "discord": "discord-py py-cord",
    "django_filters": "django-filter",
    "dns": "dnspython",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "environ": "django-environ",
    "faiss": "faiss-cpu faiss-gpu",
    "fitz": "pymupdf",
    "Foundation": "pyobjc-framework-cocoa pyobjc",
    "gi": "pygobject",
    "git": "gitpython",
    "github": "pygithub",
    "gitlab": "python-gitlab",
    "grpc": "grpcio",
    "grpc_tools": "grpcio-tools",
    "grpc_status": "grpcio-status",
    "haystack": "haystack-ai farm-haystack django-haystack",
    "imblearn": "imbalanced-learn",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "keycloak": "python-keycloak",
    "kafka": "kafka-python kafka-python-ng",
    "kerberos": "pykerberos",
    "ldap": "python-ldap",
    "Levenshtein": "levenshtein python-levenshtein",
    "llama_cpp": "llama-cpp-python",
    "magic": "python-magic",
    "markdown_it": "markdown-it-py",
    "memcache": "python-memcached python3-memcached",
    "mpl_toolkits": "matplotlib",
    "multipart": "python-multipart",
    "MySQLdb": "mysqlclient mysql-python",
    "mysql": "mysql-connector-python",
    "nacl": "pynacl",
    "OpenGL": "pyopengl",
    "OpenSSL": "pyopenssl",
    "oauth2_provider": "django-oauth-toolkit",
    "paho": "paho-mqtt",
    "parallax": "django-parallax",
    "past": "future",
    "builtins": "future",
    "PIL": "pillow pillow-simd",
    "pkg_resources": "setuptools",
    "_distutils_hack": "setuptools",
    "distutils": "setuptools",
    "playhouse": "peewee",
    "pptx": "python-pptx",
    "psycopg2": "psycopg2 psycopg2-binary",
    "pycocotools": "pycocotools pycocotools-windows",
    "pylab": "matplotlib",
    "PySide6": "pyside6 pyside6-essentials",
    "pythoncom": "pywin32 pypiwin32",
    "pywintypes": "pywin32 pypiwin32",
    "rest_framework": "djangorestframework",
    "rest_framework_simplejwt": "djangorestframework-simplejwt",
    "ruamel": "ruamel-yaml",
    "scss": "pyscss",
    "serial": "pyserial",
    "simplejwt": "djangorestframework-simplejwt",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "socketio": "python-socketio",
    "engineio": "python-engineio",
    "socks": "pysocks",
    "speech_recognition": "speechrecognition",
    "storages": "django-storages",
    "telegram": "python-telegram-bot",
    "tlz": "toolz",
    "umap": "umap-learn",
    "usb": "pyusb",
    "websocket": "websocket-client",
    "win32api": "pywin32 pypiwin32",
    "win32com": "pywin32 pypiwin32",
    "win32con": "pywin32 pypiwin32",
    "win32gui": "pywin32 pypiwin32",
    "win32file": "pywin32 pypiwin32",
    "win32event": "pywin32 pypiwin32",
    "winerror": "pywin32 pypiwin32",
    "wx": "wxpython",
    "xdg": "pyxdg xdg",
    "Xlib": "python-xlib",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
    "zstd": "zstandard",
}
# Distribution: import names that come with it because it needs their distributions.
_NEEDS: Mapping[str, str] = {
    "aiohttp": "attr attrs yarl multidict aiosignal frozenlist propcache",
    "altair": "jinja2 jsonschema narwhals",
    "ansible": "yaml jinja2",
    "black": "click pathspec mypy_extensions platformdirs packaging",
    "boto3": "botocore s3transfer jmespath",
    "build": "pyproject_hooks packaging",
    "celery": "kombu billiard vine amqp click",
    "cookiecutter": "jinja2 click binaryornot requests rich",
    "datasets": "pyarrow dill pandas numpy fsspec multiprocess xxhash huggingface_hub",
    "django": "asgiref sqlparse",
    "djangorestframework": "django",
    "fastapi": "starlette pydantic pydantic_core anyio typing_extensions annotated_types",
    "flask": "werkzeug jinja2 click itsdangerous markupsafe blinker",
    "furo": "sphinx pygments bs4 docutils",
    "geopandas": "shapely pandas pyproj numpy",
    "google-api-python-client": "googleapiclient google_auth_httplib2 httplib2 google uritemplate",
    "gradio": "fastapi starlette pydantic numpy PIL httpx",
    "hatch": "hatchling",
    "httpx": "httpcore anyio certifi sniffio h11 idna",
    "ipython": "traitlets IPython prompt_toolkit pygments jedi matplotlib_inline",
    "jinja2": "markupsafe",
    "jsonschema": "referencing attr attrs rpds jsonschema_specifications",
    "jupyter": "IPython ipykernel ipywidgets notebook nbformat nbconvert traitlets jupyter_client jupyter_core",
    "keras": "numpy h5py",
    "langchain": "langchain_core langchain_text_splitters pydantic langsmith langgraph",
    "langchain-core": "pydantic langsmith tenacity yaml",
    "matplotlib": "numpy PIL cycler dateutil pyparsing kiwisolver pylab mpl_toolkits",
    "mkdocs": "jinja2 markdown yaml click",
    "mkdocs-material": "mkdocs material jinja2 pymdownx markdown yaml",
    "mypy": "mypy mypyc mypy_extensions typing_extensions",
    "nltk": "regex click joblib tqdm",
    "openai": "httpx pydantic anyio typing_extensions",
    "pallets-sphinx-themes": "sphinx docutils",
    "pandas": "numpy dateutil pytz",
    "pip-tools": "piptools pip build",
    "pydantic": "pydantic_core typing_extensions annotated_types",
    "pydantic-settings": "pydantic dotenv",
    "pyside6": "shiboken6",
    "pytest": "_pytest pluggy iniconfig packaging py pygments",
    "pytest-asyncio": "pytest",
    "pytest-cov": "coverage pytest",
    "pytorch-lightning": "torch torchmetrics numpy lightning_fabric lightning_utilities",
    "requests": "urllib3 certifi idna charset_normalizer",
    "rich": "pygments markdown_it mdurl",
    "scikit-image": "numpy scipy PIL networkx imageio",
    "scikit-learn": "numpy scipy joblib threadpoolctl",
    "scipy": "numpy",
    "seaborn": "matplotlib numpy pandas",
    "setuptools": "pkg_resources distutils _distutils_hack",
    "sphinx": "docutils jinja2 pygments babel alabaster imagesize snowballstemmer sphinxcontrib requests",
    "sphinx-autobuild": "sphinx starlette uvicorn",
    "sphinx-rtd-theme": "sphinx docutils",
    "sqlmodel": "sqlalchemy pydantic",
    "starlette": "anyio",
    "streamlit": "pandas numpy altair pyarrow tornado PIL",
    "tensorflow": "numpy keras h5py google absl",
    "torch": "numpy functorch sympy networkx jinja2 filelock fsspec typing_extensions",
    "torchvision": "torch numpy PIL",
    "tox": "pluggy packaging virtualenv filelock platformdirs",
    "transformers": "numpy tokenizers huggingface_hub safetensors tqdm yaml requests regex filelock",
    "trio": "outcome sniffio attr attrs sortedcontainers",
    "twine": "requests requests_toolbelt rich keyring",
    "twisted": "zope incremental constantly hyperlink automat attr",
    "typer": "click rich shellingham typing_extensions",
    "uvicorn": "click h11 httptools uvloop watchfiles websockets",
    "werkzeug": "markupsafe",
    "zope-interface": "zope",
}
_TOO_SHORT = 2


def normal(name: str) -> str:
    """The normal form of a distribution's name (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def requirement_name(line: str) -> str:
    """The normal name that a requirement asks for (PEP 508), empty where `line` is none."""
    found = _NAME.match(line)
    return normal(found[1]) if found else ""


def import_names(distributions: Iterable[str]) -> dict[str, str]:
    """By import names in normal form, the distributions that may provide them; the first one wins, and
    one's own name goes before a name that is derived."""
    known, provided = tuple(dict.fromkeys(distributions)), dict[str, str]()
    for name in known:
        provided.setdefault(name, name)
    for name, aliases in _ALIASES.items():
        found = next((each for each in aliases.split() if each in provided), None)
        if found is not None:
            provided.setdefault(normal(name), provided[found])
    for name in known:
        for derived in _derived(name):
            provided.setdefault(derived, name)
    return provided


def implied_names(distributions: Iterable[str]) -> dict[str, str]:
    """By import names in normal form, the distributions that bring what provides them."""
    implied, waiting, seen = dict[str, str](), list(dict.fromkeys(distributions)), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for needed in map(normal, _NEEDS.get(name, "").split()):
            implied.setdefault(needed, name)
            waiting.append(needed)
        # A plug-in is called after what it is for.
        head, dash, _ = name.partition("-")
        if dash and len(head) > _TOO_SHORT and head not in ("python", "types", "lib"):
            implied.setdefault(head, name)
            waiting.append(head)
    return implied


def _derived(name: str) -> Iterator[str]:
    for prefix in _PREFIXES:
        rest = name.removeprefix(prefix)
        if rest != name and len(rest) > _TOO_SHORT:
            yield rest
    for suffix in _SUFFIXES:
        rest = name.removesuffix(suffix)
        if rest != name and len(rest) > _TOO_SHORT:
            yield rest
    # Plug-ins are often imported without the name of what they are for.
    for host in ("pytest-", "django-", "sphinx-", "mkdocs-", "flask-"):
        rest = name.removeprefix(host)
        if rest != name and len(rest) > _TOO_SHORT:
            yield rest
