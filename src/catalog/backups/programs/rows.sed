# Of a dump by mysqldump: which database and table, and for each line of rows its closing brackets.
s/^-- Current Database: `\(.*\)`$/database \1/p
s/^-- CHANGE .*_LOG_FILE='\([^']*\)', .*_LOG_POS=\([0-9]*\);$/log \1 \2/p
s/^-- Dump completed.*$/complete/p
/^LOCK TABLES `/,/^UNLOCK TABLES;/{
  s/^LOCK TABLES `\(.*\)` WRITE;$/table \1/p
  s/^UNLOCK TABLES;$/end/p
  /^INSERT INTO `/b rows
  /^(/b rows
}
b
:rows
s/\\.//g
s/'[^']*'//g
s/^INSERT INTO `[^`]*` .*VALUES//
s/[^)]//g
s/^/row /p
