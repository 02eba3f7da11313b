"""What tests share: fakes, small libraries, pages and PDFs, a browser."""
