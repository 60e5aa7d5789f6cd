package com.example.chat;

import io.nodenet.kad.NodeId;
import io.nodenet.spring.boot.NodenetListener;
import io.nodenet.spring.boot.NodenetTemplate;
import java.util.Scanner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class ChatApplication {
    record Line(String text) {}

    public static void main(String[] arguments) {
        NodenetTemplate nodenet =
                SpringApplication.run(ChatApplication.class, arguments).getBean(NodenetTemplate.class);
        Scanner input = new Scanner(System.in); // each line: a NodeID and a text
        while (input.hasNext()) {
            NodeId to = NodeId.parse(input.next());
            System.out.println(nodenet.send(to, new Line(input.nextLine().strip())));
        }
    }

    @NodenetListener
    void on(Line line, NodeId from) {
        System.out.println(from + ": " + line.text());
    }
}
