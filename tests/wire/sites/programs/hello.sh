#!/bin/sh
printf "Content-Type: text/plain\n\nHello, %s.\n" "${QUERY_STRING:-world}"
