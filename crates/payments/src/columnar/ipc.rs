//! Arrow IPC: messages one after the other, of a schema, of dictionaries and of batches of rows. A file has a mark before them, and
//! behind them a footer that says where they are.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::{
    Block, MessageHeader, MetadataVersion, convert::try_fb_to_schema, reader::FileDecoder, root_as_message,
};
use arrow_schema::SchemaRef;
use bytes::Bytes;

use super::{Group, Rows, Table, one_line};

/// Begins a file, and ends it.
const MAGIC: &[u8] = b"ARROW1";
/// Where the first message of a file begins: behind the mark, at a multiple of eight.
const FILE_HEADER_BYTES: usize = 8;
/// Begins a message.
const CONTINUATION: [u8; 4] = [0xFF; 4];

/// A message with a body.
#[derive(Debug, Clone, Copy)]
struct Message {
    at: usize,
    /// With what stands before it.
    head_bytes: usize,
    body_bytes: usize,
}

impl Message {
    const fn end(&self) -> usize {
        self.at + self.head_bytes + self.body_bytes
    }
}

/// A batch of rows, and the dictionaries that hold for it.
#[derive(Debug)]
struct Batch {
    message: Message,
    dictionaries: Arc<Vec<Message>>,
}

/// What decodes the batches for which the same dictionaries hold, and those dictionaries.
type Decoding = (Arc<Vec<Message>>, Arc<FileDecoder>);

/// An open file or stream.
#[derive(Debug)]
pub(super) struct ArrowTable {
    bytes: Buffer,
    schema: SchemaRef,
    version: MetadataVersion,
    batches: Vec<Batch>,
    fault: Option<String>,
    /// The batch that was decoded last, by number: its parts are read by several, and it is unpacked once.
    last: Mutex<Option<(usize, RecordBatch)>>,
    decoder: Mutex<Option<Decoding>>,
}

/// What is met between the messages.
enum Next<'a> {
    Message(arrow_ipc::Message<'a>, Message),
    /// The mark of the end, behind which there is nothing or a footer.
    End,
    /// The bytes end where a message would begin.
    NoMore,
    Fault(String),
}

/// The message at a place.
fn message_at(bytes: &[u8], at: usize) -> Next<'_> {
    let rest = &bytes[at.min(bytes.len())..];
    if rest.is_empty() {
        return Next::NoMore;
    }
    let cut = || Next::Fault("it is cut off in a message".to_owned());
    let number = |from: usize| {
        rest.get(from..from + 4)
            .and_then(|bytes| bytes.first_chunk().copied())
    };
    // Streams of before 2019 have no mark.
    let (prefix, length) = match number(0) {
        Some(CONTINUATION) => (8, number(4)),
        other => (4, other),
    };
    let Some(length) = length.map(i32::from_le_bytes) else {
        return cut();
    };
    if length == 0 {
        return Next::End;
    }
    let Ok(length) = usize::try_from(length) else {
        return Next::Fault("a message has no length".to_owned());
    };
    let Some(head) = rest.get(prefix..prefix + length) else {
        return cut();
    };
    let message = match root_as_message(head) {
        Ok(message) => message,
        Err(error) => return Next::Fault(one_line(&format!("a message cannot be read: {error}"))),
    };
    let Ok(body_bytes) = usize::try_from(message.bodyLength()) else {
        return Next::Fault("a message has no length".to_owned());
    };
    let head_bytes = prefix + length;
    if rest.len() - head_bytes < body_bytes {
        return cut();
    }
    let place = Message {
        at,
        head_bytes,
        body_bytes,
    };
    Next::Message(message, place)
}

/// Reads the schema, and finds the messages.
pub(super) fn open(bytes: Bytes) -> Result<(ArrowTable, SchemaRef, Vec<Group>), String> {
    if bytes.starts_with(b"FEA1") {
        return Err(
            "it is of the first version of Feather, which is not read; write it again as version 2"
                .to_owned(),
        );
    }
    let found = match footer(&bytes) {
        Some(footer) => Found::by_footer(&bytes, footer)?,
        None => Found::one_by_one(&bytes)?,
    };
    let table = ArrowTable {
        bytes: Buffer::from(bytes),
        schema: Arc::clone(&found.schema),
        version: found.version,
        batches: found.batches,
        fault: found.fault.map(|reason| {
            format!("what follows is not read, because {reason}: get the whole file, and screen it again")
        }),
        last: Mutex::new(None),
        decoder: Mutex::new(None),
    };
    Ok((table, found.schema, found.groups))
}

/// What ends a file, where there is one: a stream has none, nor has a file that is cut.
fn footer(bytes: &[u8]) -> Option<arrow_ipc::Footer<'_>> {
    let rest = bytes.strip_prefix(MAGIC)?.strip_suffix(MAGIC)?;
    let (rest, length) = rest.split_last_chunk()?;
    let length = usize::try_from(i32::from_le_bytes(*length)).ok()?;
    let at = rest.len().checked_sub(length)?;
    arrow_ipc::root_as_footer(&rest[at..]).ok()
}

/// What messages there are.
struct Found {
    schema: SchemaRef,
    version: MetadataVersion,
    batches: Vec<Batch>,
    groups: Vec<Group>,
    /// Of each dictionary the messages that make it: the last that states all of it, and what was added to it.
    dictionaries: BTreeMap<i64, Vec<Message>>,
    /// The same as one, as long as nothing changes.
    holding: Option<Arc<Vec<Message>>>,
    /// Why there may be more.
    fault: Option<String>,
}

impl Found {
    fn of(schema: arrow_ipc::Schema<'_>, version: MetadataVersion) -> Result<Found, String> {
        if !schema.endianness().equals_to_target_endianness() {
            return Err("its numbers are of the other byte order".to_owned());
        }
        let schema = try_fb_to_schema(schema).map_err(|error| one_line(&error.to_string()))?;
        Ok(Found {
            schema: Arc::new(schema),
            version,
            batches: Vec::new(),
            groups: Vec::new(),
            dictionaries: BTreeMap::new(),
            holding: None,
            fault: None,
        })
    }

    /// The messages that a footer names. Writers may put other things between them.
    fn by_footer(bytes: &[u8], footer: arrow_ipc::Footer<'_>) -> Result<Found, String> {
        let schema = footer.schema().ok_or_else(|| "it has no schema".to_owned())?;
        let mut found = Found::of(schema, footer.version())?;
        let blocks = [footer.dictionaries(), footer.recordBatches()];
        for block in blocks.into_iter().flatten().flatten() {
            let at = usize::try_from(block.offset()).unwrap_or(usize::MAX);
            match message_at(bytes, at) {
                Next::Message(message, place) => found.add(&message, place)?,
                Next::Fault(reason) => return Err(reason),
                Next::End | Next::NoMore => return Err("its footer names a message that is none".to_owned()),
            }
        }
        Ok(found)
    }

    /// The messages of a stream, or of a file whose footer is lost, up to where it is cut.
    fn one_by_one(bytes: &[u8]) -> Result<Found, String> {
        let is_file = bytes.starts_with(MAGIC);
        let start = if is_file { FILE_HEADER_BYTES } else { 0 };
        let none = || "it does not begin with a schema".to_owned();
        let (mut found, mut at) = match message_at(bytes, start) {
            Next::Message(message, place) => {
                let schema = message.header_as_schema().ok_or_else(none)?;
                (Found::of(schema, message.version())?, place.end())
            }
            Next::Fault(reason) => return Err(reason),
            Next::End | Next::NoMore => return Err(none()),
        };
        let fault = loop {
            match message_at(bytes, at) {
                Next::Message(message, place) => {
                    if let Err(reason) = found.add(&message, place) {
                        break Some(reason);
                    }
                    at = place.end();
                }
                Next::Fault(reason) => break Some(reason),
                Next::End | Next::NoMore => break None,
            }
        };
        found.fault = fault.or_else(|| is_file.then(|| "it has no footer".to_owned()));
        Ok(found)
    }

    fn add(&mut self, message: &arrow_ipc::Message<'_>, place: Message) -> Result<(), String> {
        match message.header_type() {
            MessageHeader::DictionaryBatch => {
                let dictionary = message.header_as_dictionary_batch();
                let dictionary = dictionary.ok_or_else(|| "a dictionary cannot be read".to_owned())?;
                let messages = self.dictionaries.entry(dictionary.id()).or_default();
                if !dictionary.isDelta() {
                    messages.clear();
                }
                messages.push(place);
                self.holding = None;
            }
            MessageHeader::RecordBatch => {
                let batch = message.header_as_record_batch();
                let batch = batch.ok_or_else(|| "a batch of rows cannot be read".to_owned())?;
                let dictionaries = self.holding.get_or_insert_with(|| {
                    let mut all: Vec<Message> = self.dictionaries.values().flatten().copied().collect();
                    // A dictionary may hold keys of one that was written before it.
                    all.sort_unstable_by_key(|message| message.at);
                    Arc::new(all)
                });
                self.groups.push(Group {
                    rows: usize::try_from(batch.length())
                        .map_err(|_| "a batch states fewer than no rows".to_owned())?,
                    bytes: place.body_bytes as u64,
                });
                self.batches.push(Batch {
                    message: place,
                    dictionaries: Arc::clone(dictionaries),
                });
            }
            other => return Err(format!("a message is of the kind {other:?}, which no table has")),
        }
        Ok(())
    }
}

impl ArrowTable {
    /// A message as the decoder takes it.
    fn block(&self, message: Message) -> Result<(Block, Buffer), String> {
        let long = || "a message is too long".to_owned();
        let head = i32::try_from(message.head_bytes).map_err(|_| long())?;
        let body = i64::try_from(message.body_bytes).map_err(|_| long())?;
        let buffer = self
            .bytes
            .slice_with_length(message.at, message.head_bytes + message.body_bytes);
        Ok((Block::new(0, head, body), buffer))
    }

    /// What decodes batches for which some dictionaries hold.
    fn decoder(&self, dictionaries: &Arc<Vec<Message>>) -> Result<Arc<FileDecoder>, String> {
        let mut kept = self.decoder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, decoder)) = &*kept
            && Arc::ptr_eq(of, dictionaries)
        {
            return Ok(Arc::clone(decoder));
        }
        let mut decoder = FileDecoder::new(Arc::clone(&self.schema), self.version);
        for message in &**dictionaries {
            let (block, buffer) = self.block(*message)?;
            decoder
                .read_dictionary(&block, &buffer)
                .map_err(|error| one_line(&error.to_string()))?;
        }
        let decoder = Arc::new(decoder);
        *kept = Some((Arc::clone(dictionaries), Arc::clone(&decoder)));
        Ok(decoder)
    }

    fn decode(&self, number: usize) -> Result<RecordBatch, String> {
        let batch = self
            .batches
            .get(number)
            .ok_or_else(|| "there is no such batch".to_owned())?;
        let decoder = self.decoder(&batch.dictionaries)?;
        let (block, buffer) = self.block(batch.message)?;
        let decoded = decoder.read_record_batch(&block, &buffer);
        decoded
            .map_err(|error| one_line(&error.to_string()))?
            .ok_or_else(|| "a batch has no rows".to_owned())
    }

    /// One column of a batch.
    fn decode_column(&self, number: usize, column: usize) -> Result<RecordBatch, String> {
        let batch = self
            .batches
            .get(number)
            .ok_or_else(|| "there is no such batch".to_owned())?;
        let mut decoder =
            FileDecoder::new(Arc::clone(&self.schema), self.version).with_projection(vec![column]);
        for message in &*batch.dictionaries {
            let (block, buffer) = self.block(*message)?;
            // A dictionary that cannot be read may be another column's.
            let _ = decoder.read_dictionary(&block, &buffer);
        }
        let (block, buffer) = self.block(batch.message)?;
        let decoded = decoder.read_record_batch(&block, &buffer);
        decoded
            .map_err(|error| one_line(&error.to_string()))?
            .ok_or_else(|| "a batch has no rows".to_owned())
    }
}

impl Table for ArrowTable {
    fn read(
        &self,
        rows: Rows,
        column: Option<usize>,
        each: &mut dyn FnMut(&RecordBatch),
    ) -> Result<(), String> {
        let batch = match column {
            Some(column) => self.decode_column(rows.group, column)?,
            None => {
                let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
                match &*last {
                    Some((number, batch)) if *number == rows.group => batch.clone(),
                    _ => {
                        let batch = self.decode(rows.group)?;
                        *last = Some((rows.group, batch.clone()));
                        batch
                    }
                }
            }
        };
        let skip = rows.skip.min(batch.num_rows());
        each(&batch.slice(skip, rows.count.min(batch.num_rows() - skip)));
        Ok(())
    }

    fn is_read_in_parts(&self) -> bool {
        false
    }

    fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }
}
