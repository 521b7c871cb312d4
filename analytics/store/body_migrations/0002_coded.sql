-- Bodies that came in a content coding, also as they were sent: lists of blobs of codec 2, in pieces of 4 KiB. NULL: in no
-- coding, or a secret was masked in it.
ALTER TABLE bodies ADD COLUMN request_coded INTEGER;
ALTER TABLE bodies ADD COLUMN response_coded INTEGER;
