package io.streamweir.spring.boot.test;

import org.springframework.stereotype.Component;

/** Something of the application that a test of pipelines does not need. */
@Component
class Unrelated {}
