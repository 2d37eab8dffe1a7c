"""Work of students who do not exist (`synthetic`, `prose`), and the toy class that is made of them (`demo_class`)."""
