//! Tags become the tree, through html5ever's tokenizer and tree builder, with what keeps their work linear.
//!
//! The tree builder looks through all open elements at each tag and knows no limit to their number, so start tags
//! deeper than browsers go (512) are dropped with their end tags. Formatting tags (`<b>`, `<font>`, `<a>`), which HTML
//! opens again in every block where they were left open, never reach it: they do not matter to text.

use super::dom::{Dom, Link};
use super::sink::{Handle, Sink};
use crate::ingest::parsed::Refusal;
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::Tracer;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{LocalName, TokenizerResult, local_name};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;

/// Open elements that are kept; browsers keep as many.
const DEEPEST: usize = 512;
/// Most nodes of a page.
const MOST_NODES: usize = 16_000_000;
/// Bytes given to the tokenizer at a time.
const PIECE: usize = 1 << 16;
/// A parsed page.
#[derive(Debug)]
pub struct Page {
    pub dom: Dom,
    /// Elements were nested too deep.
    pub deep: bool,
    /// Scripts that the page runs.
    pub scripts: usize,
}

/// Parses a page.
pub fn parse(text: &str) -> Result<Page, Refusal> {
    let builder = TreeBuilder::new(Sink::default(), TreeBuilderOpts::default());
    let capped = Capped { builder, deep: Cell::new(false), full: Cell::new(false), open: RefCell::default() };
    let tokenizer = Tokenizer::new(capped, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut rest = text;
    while !rest.is_empty() && !tokenizer.sink.full.get() {
        let mut cut = PIECE.min(rest.len());
        while !rest.is_char_boundary(cut) {
            cut += 1;
        }
        queue.push_back(StrTendril::from(&rest[..cut]));
        rest = &rest[cut..];
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    }
    if tokenizer.sink.full.get() {
        return Err(format!("网页的元素超过上限 {MOST_NODES} 个。请拆分，或另存为 .xlsx、.docx"));
    }
    tokenizer.end();
    let capped = tokenizer.sink;
    let deep = capped.deep.get();
    let dom = capped.builder.sink.dom.into_inner();
    let scripts = dom.below(0).filter(|id| dom.name(*id) == "script").count();
    Ok(Page { dom, deep, scripts })
}

/// Start tags that did not reach the tree builder and wait for their end tags.
#[derive(Default)]
struct Waiting {
    dropped: HashMap<LocalName, usize>,
    /// For each formatting tag that is open, whether it became a `<span>`.
    formatting: HashMap<LocalName, Vec<bool>>,
}

/// Stands before the tree builder.
struct Capped {
    builder: TreeBuilder<Handle, Sink>,
    deep: Cell<bool>,
    full: Cell<bool>,
    open: RefCell<Waiting>,
}

struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = Handle;
    fn trace_handle(&self, _: &Handle) {
        self.0.set(self.0.get() + 1);
    }
}

impl Capped {
    fn depth(&self) -> usize {
        let count = Count(Cell::new(0));
        self.builder.trace_handles(&count);
        count.0.get()
    }

    /// The tag that the tree builder gets; none if it gets none.
    fn tag(&self, mut tag: Tag) -> Option<Tag> {
        let mut waiting = self.open.borrow_mut();
        if is_formatting(&tag.name) {
            if tag.name == local_name!("a") {
                self.link(&tag);
            }
            let spans = waiting.formatting.entry(tag.name.clone()).or_default();
            let span = match tag.kind {
                TagKind::StartTag => {
                    let styled = tag.attrs.iter().any(|a| &*a.name.local == "style" && a.value.len() < 4096);
                    spans.push(styled);
                    styled
                }
                TagKind::EndTag => spans.pop().unwrap_or(false),
            };
            if !span {
                return None;
            }
            tag.name = local_name!("span");
        }
        match tag.kind {
            TagKind::StartTag => {
                if is_raw(&tag.name) || is_void(&tag.name) || self.depth() < DEEPEST {
                    return Some(tag);
                }
                self.deep.set(true);
                *waiting.dropped.entry(tag.name).or_default() += 1;
                None
            }
            TagKind::EndTag => {
                if matches!(&*tag.name, "p" | "div" | "td" | "th" | "li" | "table" | "ul" | "tr") {
                    self.builder.sink.link.set(Link::None);
                }
                match waiting.dropped.get_mut(&tag.name) {
                    Some(n) if *n > 0 => {
                        *n -= 1;
                        None
                    }
                    _ => Some(tag),
                }
            }
        }
    }

    fn link(&self, tag: &Tag) {
        let href = tag.attrs.iter().find(|a| &*a.name.local == "href");
        self.builder.sink.link.set(match (tag.kind, href) {
            (TagKind::StartTag, Some(href)) if href.value.trim_start().starts_with('#') => Link::Within,
            (TagKind::StartTag, Some(_)) => Link::Away,
            _ => Link::None,
        });
    }
}

impl TokenSink for Capped {
    type Handle = Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Handle> {
        if self.builder.sink.dom.borrow().nodes.len() > MOST_NODES {
            self.full.set(true);
            return TokenSinkResult::Continue;
        }
        let token = match token {
            Token::TagToken(tag) => match self.tag(tag) {
                Some(tag) => Token::TagToken(tag),
                // Deep inside, what stood in two elements must not become one word.
                None if self.deep.get() => Token::CharacterTokens(StrTendril::from(" ")),
                None => return TokenSinkResult::Continue,
            },
            Token::CommentToken(_) | Token::ParseError(_) => return TokenSinkResult::Continue,
            token => token,
        };
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

fn is_formatting(name: &LocalName) -> bool {
    matches!(
        &**name,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

fn is_raw(name: &LocalName) -> bool {
    matches!(
        &**name,
        "script"
            | "style"
            | "textarea"
            | "title"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "plaintext"
    )
}

fn is_void(name: &LocalName) -> bool {
    matches!(
        &**name,
        "br" | "hr" | "img" | "input" | "meta" | "link" | "area" | "base" | "col" | "wbr" | "embed"
    )
}
