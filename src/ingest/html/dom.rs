//! The tree of a page, flat in memory: nodes name one another by number, so nothing about it is recursive.

use html5ever::LocalName;

/// A node's number; 0 is the document.
pub type Id = u32;
/// No node.
pub const NONE: Id = u32::MAX;

/// What an attribute that is kept says.
pub type Attributes = Vec<(&'static str, String)>;

/// How a piece of text is linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Link {
    #[default]
    None,
    /// To another page.
    Away,
    /// To a place on this page.
    Within,
}

/// What a node is.
#[derive(Debug)]
pub enum Data {
    Document,
    Element(LocalName, Option<Box<Attributes>>),
    /// Bytes of the text of the page.
    Text(u32, u32, Link),
    /// A comment or a template's content: nothing to read.
    Other,
}

/// A node and its neighbours.
#[derive(Debug)]
pub struct Node {
    pub parent: Id,
    pub first: Id,
    pub last: Id,
    pub next: Id,
    pub previous: Id,
    pub data: Data,
}

/// The tree.
#[derive(Debug)]
pub struct Dom {
    pub nodes: Vec<Node>,
    /// All text, in the order it was parsed.
    pub text: String,
}

impl Default for Dom {
    fn default() -> Self {
        let mut dom = Self { nodes: Vec::new(), text: String::new() };
        dom.add(Data::Document);
        dom
    }
}

impl Dom {
    /// Adds a node that stands nowhere yet.
    pub fn add(&mut self, data: Data) -> Id {
        let node = Node { parent: NONE, first: NONE, last: NONE, next: NONE, previous: NONE, data };
        self.nodes.push(node);
        (self.nodes.len() - 1) as Id
    }

    fn at(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id as usize)
    }

    /// The node of a number.
    pub fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// Puts a node under a parent, last.
    pub fn append(&mut self, parent: Id, child: Id) {
        self.detach(child);
        let last = self.node(parent).map_or(NONE, |n| n.last);
        if let Some(node) = self.at(child) {
            node.parent = parent;
            node.previous = last;
        }
        if let Some(node) = self.at(last) {
            node.next = child;
        }
        if let Some(node) = self.at(parent) {
            if last == NONE {
                node.first = child;
            }
            node.last = child;
        }
    }

    /// Puts a node before a sibling.
    pub fn insert_before(&mut self, sibling: Id, child: Id) {
        self.detach(child);
        let Some((parent, previous)) = self.node(sibling).map(|n| (n.parent, n.previous)) else { return };
        if let Some(node) = self.at(child) {
            node.parent = parent;
            node.previous = previous;
            node.next = sibling;
        }
        if let Some(node) = self.at(sibling) {
            node.previous = child;
        }
        match previous {
            NONE => {
                if let Some(node) = self.at(parent) {
                    node.first = child;
                }
            }
            previous => {
                if let Some(node) = self.at(previous) {
                    node.next = child;
                }
            }
        }
    }

    /// Takes a node from where it stands.
    pub fn detach(&mut self, id: Id) {
        let Some((parent, previous, next)) = self.node(id).map(|n| (n.parent, n.previous, n.next)) else {
            return;
        };
        if parent == NONE {
            return;
        }
        match previous {
            NONE => {
                if let Some(node) = self.at(parent) {
                    node.first = next;
                }
            }
            previous => {
                if let Some(node) = self.at(previous) {
                    node.next = next;
                }
            }
        }
        match next {
            NONE => {
                if let Some(node) = self.at(parent) {
                    node.last = previous;
                }
            }
            next => {
                if let Some(node) = self.at(next) {
                    node.previous = previous;
                }
            }
        }
        if let Some(node) = self.at(id) {
            (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
        }
    }

    /// The name of an element; empty for other nodes.
    pub fn name(&self, id: Id) -> &str {
        match self.node(id).map(|n| &n.data) {
            Some(Data::Element(name, _)) => name,
            _ => "",
        }
    }

    /// An attribute of an element, if it is one of those kept.
    pub fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        match self.node(id).map(|n| &n.data) {
            Some(Data::Element(_, Some(attributes))) => {
                attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
            }
            _ => None,
        }
    }

    /// The text of a text node, and how it is linked.
    pub fn words(&self, id: Id) -> Option<(&str, Link)> {
        match self.node(id)?.data {
            Data::Text(start, length, link) => {
                let start = start as usize;
                Some((self.text.get(start..start + length as usize)?, link))
            }
            _ => None,
        }
    }

    /// The children of a node.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let mut next = self.node(id).map_or(NONE, |n| n.first);
        std::iter::from_fn(move || {
            let id = next;
            let node = self.node(id)?;
            next = node.next;
            Some(id)
        })
    }

    /// The node that follows in reading order within a root, its children left aside.
    pub fn after(&self, root: Id, id: Id) -> Option<Id> {
        let mut at = id;
        while at != root {
            let node = self.node(at)?;
            if node.next != NONE {
                return Some(node.next);
            }
            at = node.parent;
        }
        None
    }

    /// The node that follows in reading order within a root.
    pub fn follow(&self, root: Id, id: Id) -> Option<Id> {
        match self.node(id)?.first {
            NONE => self.after(root, id),
            first => Some(first),
        }
    }

    /// Every node below and including a root, in reading order.
    pub fn below(&self, root: Id) -> impl Iterator<Item = Id> + '_ {
        let mut next = Some(root);
        std::iter::from_fn(move || {
            let id = next?;
            next = self.follow(root, id);
            Some(id)
        })
    }

    /// The first element of a name.
    pub fn find(&self, name: &str) -> Option<Id> {
        self.below(0).find(|id| self.name(*id) == name)
    }

    /// The text of an element on one line.
    pub fn line(&self, id: Id) -> String {
        let mut out = String::new();
        for id in self.below(id) {
            if let Some((words, _)) = self.words(id) {
                out.push_str(words);
            } else if self.name(id) == "br" {
                out.push(' ');
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
