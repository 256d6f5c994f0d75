"""Names that came into the standard library of Python after version 3.11: an interpreter that nobody has named may
be newer than every one that can be read here."""

from collections.abc import Mapping

# Source: docs.python.org, "What's New in Python" 3.12 to 3.15.
_NEWS: Mapping[str, str] = {
    "asyncio": "EventLoop FrameCallGraphEntry FutureCallGraph QueueShutDown capture_call_graph print_call_graph"
    " create_eager_task_factory eager_task_factory format_call_graph future_add_to_awaited_by"
    " future_discard_from_awaited_by",
    "asyncio.futures": "future_add_to_awaited_by future_discard_from_awaited_by",
    "asyncio.queues": "QueueShutDown",
    "asyncio.tasks": "create_eager_task_factory eager_task_factory",
    "base64": "z85decode z85encode",
    "calendar": "APRIL AUGUST DECEMBER Day FEBRUARY JANUARY JULY JUNE MARCH MAY Month NOVEMBER OCTOBER SEPTEMBER"
    " standalone_month_abbr standalone_month_name",
    "collections": "frozendict",
    "collections.abc": "Buffer",
    "concurrent.futures": "InterpreterPoolExecutor",
    "concurrent.futures.thread": "WorkerContext",
    "configparser": "InvalidWriteError MultilineContinuationError UNNAMED_SECTION UnnamedSectionDisabledError",
    "copy": "replace",
    "csv": "QUOTE_NOTNULL QUOTE_STRINGS",
    "ctypes": "CField SIZEOF_TIME_T c_double_complex c_float_complex c_longdouble_complex c_time_t memoryview_at",
    "ctypes.util": "dllist",
    "ctypes.wintypes": "HCONV HCONVLIST HCURSOR HDDEDATA HDROP HFILE HRESULT HSZ",
    "decimal": "IEEEContext IEEE_CONTEXT_MAX_BITS SPEC_VERSION",
    "dis": "hasarg hasexc hasjump",
    "email.errors": "HeaderWriteError",
    "email.headerregistry": "MessageIDList ReferencesHeader",
    "encodings": "win32_code_page_search_function",
    "enum": "EnumDict",
    "fnmatch": "filterfalse",
    "functools": "Placeholder",
    "glob": "translate",
    "gzip": "READ_BUFFER_SIZE",
    "heapq": "heapify_max heappop_max heappush_max heappushpop_max heapreplace_max",
    "http.server": "HTTPSServer ThreadingHTTPSServer",
    "imaplib": "Idler",
    "importlib.machinery": "AppleFrameworkLoader",
    "importlib.metadata": "MetadataNotFound",
    "importlib.resources": "Anchor",
    "logging": "getHandlerByName getHandlerNames",
    "mimetypes": "guess_file_type",
    "multiprocessing.managers": "SetProxy",
    "opcode": "hasarg hasexc hasjump",
    "operator": "is_none is_not_none",
    "os.path": "ALL_BUT_LAST isdevdrive isjunction isreserved splitroot",
    "ntpath": "ALL_BUT_LAST isdevdrive isjunction isreserved splitroot",
    "posixpath": "ALL_BUT_LAST isdevdrive isjunction splitroot",
    "pathlib": "UnsupportedOperation",
    "pdb": "get_default_backend set_default_backend set_trace_async",
    "platform": "android_ver invalidate_caches ios_ver",
    "queue": "ShutDown",
    "random": "binomialvariate",
    "re": "PatternError prefixmatch",
    "shelve": "ShelveError",
    "site": "StartupState gethistoryfile register_readline",
    "socketserver": "ForkingUnixDatagramServer ForkingUnixStreamServer",
    "statistics": "kde kde_random",
    "string": "templatelib",
    "subprocess": "STARTF_FORCEOFFFEEDBACK STARTF_FORCEONFEEDBACK",
    "symtable": "SymbolTableType",
    "tarfile": "LinkFallbackError",
    "threading": "concurrent_tee serialize_iterator setprofile_all_threads settrace_all_threads synchronized_iterator",
    "token": "EXCLAMATION FSTRING_END FSTRING_MIDDLE FSTRING_START TSTRING_END TSTRING_MIDDLE TSTRING_START",
    "tokenize": "EXCLAMATION FSTRING_END FSTRING_MIDDLE FSTRING_START TSTRING_END TSTRING_MIDDLE TSTRING_START",
    "types": "AnnotateFunc CapsuleType FrameLocalsProxyType LazyImportType get_original_bases",
    "typing": "EvaluateFunc Format NoDefault NoExtraItems ReadOnly TypeAliasType TypeForm TypeIs disjoint_base"
    " evaluate_forward_ref get_protocol_members is_protocol override",
    "unittest.mock": "ThreadingMixin ThreadingMock",
    "uuid": "MAX NIL main uuid6 uuid7 uuid8",
    "warnings": "deprecated",
    "wave": "WAVE_FORMAT_EXTENSIBLE WAVE_FORMAT_IEEE_FLOAT",
    "xml": "is_valid_name is_valid_text",
    "zipfile": "ZIP_ZSTANDARD ZSTANDARD_VERSION",
}


def newer_names(module: str) -> frozenset[str]:
    """The names that `module` has in newer versions than 3.11."""
    return frozenset(_NEWS.get(module, "").split())
