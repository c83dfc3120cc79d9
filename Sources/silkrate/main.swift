import Bytes
import Domain
import Ingest
import InformationBases
import Scoring
import Segments
import Nightly
let a = CommandLine.arguments
// dumps store out day [rates] [threads]
try devRun(dumps: a[1], store: a[2], out: a[3], day: a[4], rates: a.count > 5 && a[5] != "-" ? a[5] : nil, threads: a.count > 6 ? Int(a[6])! : 2, memory: a.count > 7 ? Int(a[7])! : 1 << 30)
