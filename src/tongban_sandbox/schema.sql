-- Everything the played partners remember. One file, write-ahead log, opened by one process.

-- Each partner's private Ed25519 key, 32 bytes. The product pins the public half, so these are never forgotten.
CREATE TABLE IF NOT EXISTS keys (partner TEXT PRIMARY KEY, private BLOB NOT NULL) WITHOUT ROWID;

-- The product's public keys as last fetched.
CREATE TABLE IF NOT EXISTS product_keys (kid TEXT PRIMARY KEY, x TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS switches (partner TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

-- Running numbers (bills, parcels). Never forgotten: a number is not given out twice.
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

-- What partners know of a person: one JSON object with the keys of the contract's section 5.
CREATE TABLE IF NOT EXISTS people (
    identity_number TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    facts TEXT NOT NULL
) WITHOUT ROWID;

-- What partners know of a vehicle: one JSON object with the keys of the contract's section 5.
CREATE TABLE IF NOT EXISTS cars (vin TEXT PRIMARY KEY, facts TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS orders (
    number TEXT PRIMARY KEY,
    amount TEXT NOT NULL,
    subject TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'paid', 'refunded')),
    opened_at TEXT NOT NULL,
    method TEXT,
    payment_reference TEXT UNIQUE,
    paid_at TEXT
) WITHOUT ROWID;

-- Money that moved, for the daily statement. Amounts are positive; the kind says which way.
CREATE TABLE IF NOT EXISTS ledger (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    number TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund')),
    amount TEXT NOT NULL,
    reference TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS ledger_by_day ON ledger (day);
CREATE INDEX IF NOT EXISTS ledger_by_number ON ledger (number);

-- What a reference given by the product led to (refund, receipt, parcel, message, print job): acts once for ever.
CREATE TABLE IF NOT EXISTS done (
    question TEXT NOT NULL,
    reference TEXT NOT NULL,
    asked TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (question, reference)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS bills (
    bill_number TEXT PRIMARY KEY,
    bill_code TEXT NOT NULL,
    red_bill_number TEXT
) WITHOUT ROWID;

-- Parts of a bill that were taken back, each by a red bill of its own.
CREATE TABLE IF NOT EXISTS reversals (
    refund_reference TEXT PRIMARY KEY,
    bill_number TEXT NOT NULL,
    amount TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS parcels (
    tracking_number TEXT PRIMARY KEY,
    parcel TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL,
    events TEXT NOT NULL DEFAULT '[]',
    made_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS messages (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    phone TEXT NOT NULL,
    text TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_by_phone ON messages (phone);

-- First answers to questions that change something, by idempotency key.
CREATE TABLE IF NOT EXISTS answers (
    partner TEXT NOT NULL,
    key TEXT NOT NULL,
    digest BLOB NOT NULL,
    body TEXT NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (partner, key)
) WITHOUT ROWID;

-- Pulses of the demo's beacon that somebody asked for. Never forgotten: a published value does not change.
CREATE TABLE IF NOT EXISTS pulses (number INTEGER PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Events on their way to the product. One lane is sent one after the other; a delivered event leaves the table.
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    partner TEXT NOT NULL,
    event TEXT NOT NULL,
    body TEXT NOT NULL,
    key TEXT NOT NULL,
    lane TEXT NOT NULL,
    place INTEGER NOT NULL,
    due_at REAL NOT NULL,
    made_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    last_status INTEGER,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'withheld', 'given_up'))
);
CREATE INDEX IF NOT EXISTS callbacks_due ON callbacks (state, due_at, place);
