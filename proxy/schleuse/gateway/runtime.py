"""One gateway from start to end: everything is checked first, then started in order, and ended in reverse.

Nothing is half-started: a fault on the way ends what runs already and leaves one clear line.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import certifi

from schleuse import __version__
from schleuse.audit.accounts import Accounts
from schleuse.audit.lookup import EventLookup
from schleuse.audit.retention import delete_expired
from schleuse.audit.statistics import Statistics
from schleuse.audit.writer import AuditWriter
from schleuse.dashboard.app import DashboardDeps, create_app
from schleuse.detection.pool import WorkerPool
from schleuse.enforcement.messages import Messages
from schleuse.gateway import bounded_stream, web
from schleuse.gateway.certificates import Authority, open_authority, trust_bundle
from schleuse.gateway.guard import GUARDED, Guard
from schleuse.gateway.master import GatewayMaster, Wiring, build_master
from schleuse.gateway.scope import Scope
from schleuse.model import SchleuseError
from schleuse.pipeline import Pipeline
from schleuse.policy.watch import PolicyFile
from schleuse.pseudonyms.store import MemoryStore
from schleuse.services.catalogue import Catalogue
from schleuse.settings import Settings, split_listen
from schleuse.telemetry import logs
from schleuse.telemetry.metrics import Metrics
from schleuse.telemetry.ops import Health, ops_app
