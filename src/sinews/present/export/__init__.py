"""The brief in other forms: text with pictures beside it, a document to edit, A4 pages."""
